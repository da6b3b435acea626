// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/reap/process_scope.hpp>

namespace hangar::reap {

enum class Fate {
    said,        // nothing was done to it
    ended,       // after SIGINT, or by itself meanwhile
    killed,      // it took SIGKILL
    survived,    // even that: it sits in the kernel, or it could not be signalled
    left_alone,  // another user's
};

struct ReapedProcess {
    os::ProcessId id;
    std::string command;  // as it was when it was found
    Fate fate = Fate::said;
    friend bool operator==(const ReapedProcess&, const ReapedProcess&) = default;
};

// What became of the processes of a scope. A value.
struct Reaping {
    std::vector<ReapedProcess> processes;
    std::vector<os::Error> errors;  // what could not be looked at or signalled

    [[nodiscard]] std::size_t count(Fate fate) const;
    // Nothing is left, and nothing had to be killed.
    [[nodiscard]] bool gentle() const;
};

struct ReapOptions {
    os::Duration grace = std::chrono::seconds(3);  // between SIGINT and SIGKILL
    bool only_say = false;
};

// Ends what is in the scope, and all that descends from it: SIGINT to all, the grace, then SIGKILL,
// which comes when they are stopped, so that none starts another past us. By pidfd and start time:
// a recycled pid is never signalled. Never touches this process, its ancestors, or another user's
// processes. Nothing is collected. Takes at most the grace and some seconds. Any thread.
[[nodiscard]] Reaping end_processes(const ProcessScope& scope, const ReapOptions& options);

}  // namespace hangar::reap
