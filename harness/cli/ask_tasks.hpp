// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/tasks/tree.hpp>

namespace hangar::cli {

// Asks a process by SIGUSR1 for the tasks of its actors and those below. The signal is sent only if
// the process itself has announced that hangar handles it (anybody else it would kill), and what it
// then shows in its memory is checked like any other.
// Errors: ENOTSUP: it has announced nothing, or another handler is installed; ESTALE: it is
// stopped; ETIMEDOUT: it did not answer; EBADMSG: nonsense; those of tasks::find_registry_of.
[[nodiscard]] os::Result<tasks::TaskTree> ask_tasks(pid_t pid, os::Deadline deadline);

}  // namespace hangar::cli
