// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/os/proc_syscall.hpp>

namespace hangar::dump {

// "futex(0x55d0c0, 0x80, 0x2)": the call with as many arguments as it has, or at least the number:
// "system call 449". Pure.
[[nodiscard]] std::string syscall_text(const os::ProcSyscall& call);

}  // namespace hangar::dump
