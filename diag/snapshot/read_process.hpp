// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_schedule.hpp>
#include <hangar/diag/os/proc_syscall.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/snapshot/machine.hpp>
#include <hangar/diag/snapshot/process.hpp>

namespace hangar::snapshot {

// What must be the same in both samples for a thread to count as waiting.
struct RestMark {
    std::optional<os::ProcSyscall> syscall;
    std::optional<os::RunCount> ran;
    int processor = -1;  // where it ran last; not read again

    // It was off the processor then, and has not been on one since.
    [[nodiscard]] bool rested_until(const RestMark& later) const noexcept {
        return syscall && ran && syscall->at_rest() && syscall == later.syscall && ran == later.ran;
    }
};
[[nodiscard]] RestMark read_rest_mark(const os::ProcDir& thread);

// A process as /proc shows it: its threads' states and system calls, its descriptors; not yet what
// the threads wait for.
struct ProcessReading {
    Process process;
    std::vector<RestMark> marks;  // one per thread
    std::vector<pid_t> children;
};

// Any thread. Errors: ESRCH. What else cannot be read is said in the process.
[[nodiscard]] os::Result<ProcessReading> read_process(pid_t pid, Machine& machine,
                                                      os::Deadline deadline);

}  // namespace hangar::snapshot
