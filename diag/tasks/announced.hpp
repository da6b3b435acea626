// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/tasks/process_reader.hpp>

namespace hangar::tasks {

// A handle on a process to which SIGUSR1 is safe to send, since it announced in its registry that
// it dumps its tasks for it, and the kernel says that the signal is caught. Anybody else it kills.
// Any thread. Errors: ENOTSUP: it announced nothing; ESTALE: it is stopped, and would not answer;
// ProcDir's.
[[nodiscard]] os::Result<os::Pidfd> open_announced(const FoundRegistry& found);

// Makes the process dump its tasks and those of the actors below, if it announced that it does.
// Errors: as above; those of find_registry_of.
os::Status request_dump(pid_t pid);

}  // namespace hangar::tasks
