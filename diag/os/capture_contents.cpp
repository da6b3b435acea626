// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <hangar/diag/os/capture_contents.hpp>

namespace hangar::os {
namespace {

const off_t page = ::sysconf(_SC_PAGESIZE);

off_t size_of(int fd) noexcept {
    struct stat status {};
    return ::fstat(fd, &status) == 0 ? status.st_size : 0;
}

bool punch_up_to(int fd, off_t end) noexcept {
    constexpr int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
    while (::fallocate(fd, mode, 0, end) != 0)
        if (errno != EINTR) return false;
    return true;
}

}  // namespace

bool discard_contents(int fd) noexcept {
    const int before = errno;
    const off_t size = size_of(fd);
    // To the end of the last page: a part of one would be zeros, and stay.
    const bool done = size == 0 || punch_up_to(fd, (size + page - 1) / page * page);
    errno = before;
    return done;
}

std::uint64_t contents_begin(int fd) noexcept {
    const int before = errno;
    const off_t size = size_of(fd);
    const off_t found = ::lseek(fd, 0, SEEK_DATA);
    // Beyond the end: a hole is all there is. Where there are no holes, everything is data.
    off_t begin = found >= 0 ? found : errno == ENXIO ? size : 0;
    const off_t end = std::min(begin + page, size);  // the hole ends within a page
    std::array<char, 4096> part;
    while (begin < end) {
        const auto most = static_cast<std::size_t>(std::min<off_t>(part.size(), end - begin));
        const ssize_t read = ::pread(fd, part.data(), most, begin);
        if (read <= 0) break;
        const auto* const first =
            std::find_if(part.data(), part.data() + read, [](char byte) { return byte != '\0'; });
        begin += first - part.data();
        if (first != part.data() + read) break;
    }
    errno = before;
    return static_cast<std::uint64_t>(begin);
}

}  // namespace hangar::os
