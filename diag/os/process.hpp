// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// A pid that names one process for good: a recycled pid has another start time.
// A value; any thread. `start_time` is field 22 of /proc/PID/stat, in clock ticks since boot.
struct ProcessId {
    pid_t pid = 0;
    std::uint64_t start_time = 0;

    friend auto operator<=>(const ProcessId&, const ProcessId&) = default;
};

// Errors: ESRCH when there is no such process.
[[nodiscard]] Result<ProcessId> identify(pid_t pid);
// Ourselves, read anew each time (a fork changes it). `start_time` is 0 when /proc cannot be read.
[[nodiscard]] ProcessId this_process();
// The kernel's id of the calling thread.
[[nodiscard]] pid_t this_thread() noexcept;

// Whether the very process is still there; a zombie is. What cannot be told counts as there.
[[nodiscard]] bool exists(const ProcessId& id);
// Whether it is there and has not ended: a zombie has. What cannot be told counts as running.
[[nodiscard]] bool is_running(const ProcessId& id);

// A process group. Its negated number never leaves signal_gate.cpp.
struct ProcessGroup {
    pid_t leader = 0;
    friend auto operator<=>(const ProcessGroup&, const ProcessGroup&) = default;
};

}  // namespace hangar::os
