// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <hangar/diag/os/pidfd.hpp>

namespace hangar::os {

// The handle of a process that this thread has just cloned, with its identity. If that cannot be
// read (EMFILE), the process is killed and collected, and the error returned: nobody gets a child
// that he cannot name. For the functions of fork.hpp and vfork.hpp.
[[nodiscard]] Result<Pidfd> own_new_process(Fd pidfd, pid_t pid);

// Of a child of ours that nobody else collects, without a start time in its id: until it is
// collected its number means it, and reading /proc for each of many shows. Errors: ESRCH, EMFILE.
[[nodiscard]] Result<Pidfd> open_unidentified(pid_t child);

}  // namespace hangar::os
