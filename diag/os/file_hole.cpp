// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <cerrno>
#include <string>

#include <hangar/diag/os/file_hole.hpp>

namespace hangar::os {
namespace {

constexpr std::uint64_t page = 4096;

}  // namespace

Status punch_hole(int fd, std::uint64_t begin, std::uint64_t end) {
    const std::uint64_t first = (begin + page - 1) / page * page;
    const std::uint64_t last = end / page * page;
    if (first >= last) return {};
    constexpr int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
    while (::fallocate(fd, mode, static_cast<off_t>(first), static_cast<off_t>(last - first)) != 0)
        if (errno != EINTR) return last_error("fallocate", std::to_string(fd));
    return {};
}

}  // namespace hangar::os
