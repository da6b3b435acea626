// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <hangar/diag/os/file_room.hpp>

namespace hangar::os {

Status keep_room(int fd, std::uint64_t size) {
    if (::fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(size)) == 0) return {};
    return last_error("fallocate", fmt::format("fd {}", fd));
}

Status give_room_back(int fd) {
    struct stat facts {};
    if (::fstat(fd, &facts) != 0) return last_error("fstat", fmt::format("fd {}", fd));
    if (::ftruncate(fd, facts.st_size) == 0) return {};
    return last_error("ftruncate", fmt::format("fd {}", fd));
}

}  // namespace hangar::os
