// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/tasks/tree.hpp>

namespace hangar::tasks {

// The registry of another process, found and checked. A value.
struct FoundRegistry {
    os::ProcessId process;
    std::uint64_t address = 0;
    Registry registry;
    std::string program;  // its name
};
// Errors: ENOENT: hangar is not inside; EPROTO: another version of the layout; ESRCH, EPERM.
[[nodiscard]] os::Result<FoundRegistry> find_registry_of(pid_t pid);

// The task trees of one process as they lie in its memory, without its help and without stopping
// it. What was changing while it was read is read again, a few times, and then marked.
// Errors: as above.
[[nodiscard]] os::Result<TaskTree> read_process(pid_t pid);

// The same for `pid` and all that descends from it. A process that cannot be read is a note; one
// without hangar inside is none, unless it is `pid` itself. Processes for which `skip` says so are
// left out (their descendants are not). Blocks at most until the deadline, for the rest is a note.
[[nodiscard]] TaskTree read_descent(
    pid_t pid, os::Deadline deadline,
    const std::function<bool(pid_t)>& skip = [](pid_t) { return false; });

}  // namespace hangar::tasks
