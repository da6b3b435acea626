// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/wait_status.hpp>
#include <hangar/harness/events/event.hpp>
#include <hangar/harness/run/finding.hpp>
#include <hangar/harness/run/gtest_report.hpp>
#include <hangar/harness/run/options.hpp>
#include <hangar/harness/run/result_note.hpp>

namespace hangar::run {

// Everything that is known of a test's process when it is gone.
struct Evidence {
    std::optional<os::WaitStatus> status;   // empty: it was never started
    std::string start_error;                // why not
    std::optional<os::Duration> timed_out;  // ended for exceeding this
    bool deadlocked = false;                // ended for a proven deadlock
    std::optional<Finding> finding;         // what it waited for then
    std::optional<std::string> dump;        // of then, beneath the run's folder
    std::optional<GtestReport> report;
    ResultNote note;
    std::vector<events::LeakedProcess> leaked;
};

struct Judgement {
    events::Outcome outcome = events::Outcome::pass;
    std::optional<std::string> summary;
    std::vector<std::string> failures;
    std::optional<std::string> cause{};  // why it hung
};

// One outcome for the evidence: what ended the process goes before what GoogleTest reported, and
// that before the exit status. Pure; any thread.
[[nodiscard]] Judgement judge(const Evidence& evidence, Leaks leaks);

}  // namespace hangar::run
