// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_syscall.hpp>
#include <hangar/diag/snapshot/target_memory.hpp>
#include <hangar/diag/snapshot/thread.hpp>

namespace hangar::snapshot {

// Waits for what the thread has named: the name lies in its memory.

// To whom a thread in connect() connects, as the socket table spells it: a path, or "@abstract".
// Empty for TCP.
[[nodiscard]] std::string connect_address(const os::ProcSyscall& call, const TargetMemory& memory);

// Of a thread in open() or openat(), which waits long only for a FIFO's other end; `other` for
// everything else.
[[nodiscard]] Wait opening_wait(const Thread& thread, const os::ProcSyscall& call,
                                const os::ProcDir& process, const TargetMemory& memory);

}  // namespace hangar::snapshot
