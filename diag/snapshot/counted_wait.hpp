// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <hangar/diag/os/proc_syscall.hpp>
#include <hangar/diag/snapshot/process.hpp>
#include <hangar/diag/snapshot/wait.hpp>

namespace hangar::snapshot {

// A wait for a System V semaphore or for a message queue (System V, POSIX): the kernel counts, and
// nobody owns it. Told as a semaphore without a word in memory, whose `path` says what it is; of a
// POSIX queue `fds` has the descriptor. What cannot be told to have no name has one. Empty for
// every other call.
[[nodiscard]] std::optional<Wait> counted_wait(const Process& process, const os::ProcSyscall& call);

// What System V offers has no descriptor that would tell who has it. Where the process's parent
// runs the same program, as workers of a server do, or cannot be read, it may be shared with whom
// we don't see: then such a wait is of kind `other`.
void leave_out_shared_counts(Process& process);

}  // namespace hangar::snapshot
