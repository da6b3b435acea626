// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/proc_syscall.hpp>
#include <hangar/diag/snapshot/process.hpp>
#include <hangar/diag/snapshot/target_memory.hpp>
#include <hangar/diag/snapshot/wait.hpp>

namespace hangar::snapshot {

// Tells by the arguments of a futex call and the memory around its word which primitive of the C
// and C++ libraries a thread sleeps on, and who owns it. The owner is a thread's id as the process
// itself counts: the caller translates. Source: glibc 2.36's nptl, libstdc++ 12; the offsets are
// the C library's own headers'. Any primitive that is not recognised comes back as `atomic`.
[[nodiscard]] Wait futex_wait(const os::ProcSyscall& call, const Process& process,
                              const TargetMemory& memory);

}  // namespace hangar::snapshot
