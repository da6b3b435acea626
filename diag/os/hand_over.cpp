// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/hand_over.hpp>

namespace hangar::os {

bool is_open(int fd) noexcept {
    return ::fcntl(fd, F_GETFD) >= 0;
}

int keep_over_exec(int fd) noexcept {
    return ::fcntl(fd, F_SETFD, 0) == 0 ? 0 : errno;
}

int enter_directory(int directory) noexcept {
    return ::fchdir(directory) == 0 ? 0 : errno;
}

}  // namespace hangar::os
