// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// A copy of this process that is no child of it but of its parent (CLONE_PARENT): the parent waits
// for it, signals it, is given its SIGCHLD, and goes on doing so when this process has ended. For a
// process that forks on behalf of its parent. Gives the copy's pid; 0 in the copy.
//
// The copy may do all that this process could, and adopts orphans if this one does, which fork does
// not hand down. Handlers of pthread_atfork do not run in it, and a death signal is its parent's
// thread's, the one that ours follows.
// Errors: EAGAIN (no free pid), ENOMEM; EINVAL on a kernel that cannot tell where the C library
// keeps the thread's id; EPERM or ENOSYS from a system call filter. Requires: this is the process's
// only thread.
[[nodiscard]] Result<pid_t> clone_sibling();

// Whether a timer of this process is running (alarm, setitimer, timer_create): no copy has it.
[[nodiscard]] bool has_timers() noexcept;

}  // namespace hangar::os
