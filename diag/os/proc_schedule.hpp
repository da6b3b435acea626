// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// How much a thread has run (/proc/PID/task/TID/schedstat). Two equal ones: it has not run between.
// A value; any thread. Source: the kernel's Documentation/scheduler/sched-stats.
struct RunCount {
    std::chrono::nanoseconds on_cpu{};  // up to when it left the processor last
    std::chrono::nanoseconds queued{};  // how long it could have run, but had no processor
    std::uint64_t times = 0;            // how often it was put on a processor
    friend bool operator==(const RunCount&, const RunCount&) = default;
};

[[nodiscard]] std::optional<RunCount> parse_run_count(std::string_view text);
// Errors: ProcDir's (ENOENT: a kernel without these statistics); EBADMSG.
[[nodiscard]] Result<RunCount> read_run_count(const ProcDir& thread);

// When the scheduler last put it on a processor or saw it there, since the machine was started (the
// scheduler's clock: about CLOCK_MONOTONIC). From "se.exec_start" in /proc/PID/task/TID/sched.
[[nodiscard]] std::optional<std::chrono::nanoseconds> parse_last_run(std::string_view text);
// Errors: ProcDir's (ENOENT: a kernel without this file); EBADMSG.
[[nodiscard]] Result<std::chrono::nanoseconds> read_last_run(const ProcDir& thread);

}  // namespace hangar::os
