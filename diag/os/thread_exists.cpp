// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/thread_exists.hpp>

namespace hangar::os {

bool thread_exists(pid_t tid) noexcept {
    if (tid <= 0) return false;
    // Answers for threads, too, and takes no right.
    return ::getpgid(tid) >= 0 || errno != ESRCH;
}

}  // namespace hangar::os
