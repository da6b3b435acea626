// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/os/proc_locks.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/snapshot/descriptor.hpp>
#include <hangar/diag/snapshot/machine.hpp>

namespace hangar::snapshot {

// One descriptor as /proc shows it: nothing is asked of the object itself. Of files and devices
// that nobody has locked the link is enough: their `flags` stay 0. Errors: ProcDir's.
[[nodiscard]] os::Result<Descriptor> read_descriptor(const os::ProcDir& process,
                                                     const os::OpenFd& open,
                                                     const Machine& machine);

// A line about a file lock as a value of ours.
[[nodiscard]] FileLock file_lock(const os::FileLock& line);

// All of a process's, in ascending order; those that are closed meanwhile are left out. `process`
// may be a thread's directory. Errors: ProcDir's; ETIMEDOUT at the deadline.
[[nodiscard]] os::Result<std::vector<Descriptor>> read_descriptors(const os::ProcDir& process,
                                                                   const Machine& machine,
                                                                   os::Deadline deadline);

}  // namespace hangar::snapshot
