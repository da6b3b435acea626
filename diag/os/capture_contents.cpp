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

constexpr off_t page = 4096;

off_t size_of(int fd) noexcept {
    struct stat status {};
    return ::fstat(fd, &status) == 0 ? status.st_size : 0;
}

}  // namespace

bool discard_contents(int fd) noexcept {
    const int before = errno;
    const off_t pages = (size_of(fd) + page - 1) / page * page;
    constexpr int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
    int result = 0;
    if (pages > 0) do
            result = ::fallocate(fd, mode, 0, pages);
        while (result != 0 && errno == EINTR);
    errno = before;
    return result == 0;
}

std::uint64_t contents_begin(int fd) noexcept {
    const int before = errno;
    const off_t size = size_of(fd);
    const off_t found = ::lseek(fd, 0, SEEK_DATA);
    // Beyond the end: a hole is all there is. Where there are no holes, everything is data.
    off_t begin = found >= 0 ? found : errno == ENXIO ? size : 0;
    std::array<char, page> part;
    const ssize_t read = begin < size ? ::pread(fd, part.data(), part.size(), begin) : 0;
    errno = before;
    const auto end = part.begin() + std::max<ssize_t>(read, 0);
    begin += std::find_if(part.begin(), end, [](char byte) { return byte != '\0'; }) - part.begin();
    return static_cast<std::uint64_t>(std::min(begin, size));
}

}  // namespace hangar::os
