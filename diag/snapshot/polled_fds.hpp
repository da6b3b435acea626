// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <hangar/diag/os/proc_syscall.hpp>
#include <hangar/diag/snapshot/target_memory.hpp>
#include <hangar/diag/snapshot/wait.hpp>

namespace hangar::snapshot {

// The descriptors that a thread blocked in poll, ppoll, select or pselect6 asked about: the lists
// lie in its memory. Empty: none, or they cannot be read.
[[nodiscard]] std::vector<Watch> polled_fds(const os::ProcSyscall& call,
                                            const TargetMemory& memory);

}  // namespace hangar::snapshot
