// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// The address, in its process, of what the C library keeps for a thread: the end of its
// thread-local variables, `errno` among them. Asked of the kernel, where the C library registers
// its list of robust mutexes, and checked against what must lie there; the thread notices nothing.
// Any thread. glibc on x86-64 only.
// Errors: EPERM, ESRCH; ENOTSUP: another C library.
[[nodiscard]] Result<std::uint64_t> thread_area(pid_t tid);

}  // namespace hangar::os
