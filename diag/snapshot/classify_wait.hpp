// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/snapshot/process.hpp>
#include <hangar/diag/snapshot/target_memory.hpp>
#include <hangar/diag/snapshot/wait.hpp>

namespace hangar::snapshot {

// What `thread` waits for: by its state, the number and arguments of its system call, its memory
// and its process's descriptors; never by a kernel function's name. A call that is not recognised
// is `other`: it may end at any time.
[[nodiscard]] Wait classify_wait(const Process& process, const Thread& thread,
                                 const os::ProcDir& dir, const TargetMemory& memory);

}  // namespace hangar::snapshot
