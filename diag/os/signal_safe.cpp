// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <hangar/diag/os/signal_safe.hpp>

namespace hangar::os::signal_safe {
namespace {

// A handler that changes errno breaks the code it interrupted.
class KeepErrno {
  public:
    KeepErrno() noexcept : before_(errno) {}
    ~KeepErrno() { errno = before_; }
    KeepErrno(const KeepErrno&) = delete;
    KeepErrno& operator=(const KeepErrno&) = delete;

  private:
    int before_;
};

off_t size_of(int fd) noexcept {
    struct stat status {};
    return ::fstat(fd, &status) == 0 ? status.st_size : 0;
}

// Bytes of a file that are there; where the file system has no holes that is all of them.
struct Extent {
    off_t begin;
    off_t end;
};
Extent next_extent(int fd, off_t at, off_t size) noexcept {
    const off_t begin = ::lseek(fd, at, SEEK_DATA);
    if (begin < 0) return errno == ENXIO ? Extent{size, size} : Extent{at, size};
    const off_t end = ::lseek(fd, begin, SEEK_HOLE);
    return {std::min(begin, size), end < 0 ? size : std::min(end, size)};
}

bool copy_range(int from, off_t at, off_t end, int to) noexcept {
    std::array<char, 4096> part;
    while (at < end) {
        const auto most = std::min<off_t>(part.size(), end - at);
        const ssize_t size = ::pread(from, part.data(), static_cast<std::size_t>(most), at);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return size == 0;
        if (!write_all(to, {part.data(), static_cast<std::size_t>(size)})) return false;
        at += size;
    }
    return true;
}

bool say_left_out(int to, off_t bytes) noexcept {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), bytes).ptr;
    return write_all(to, "\n[... ") && write_all(to, {digits.data(), end}) &&
           write_all(to, " bytes of the output are left out here]\n");
}

}  // namespace

bool write_all(int fd, std::string_view text) noexcept {
    const KeepErrno keep;
    while (!text.empty()) {
        const ssize_t size = ::write(fd, text.data(), text.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

bool copy_file(int from, int to, std::uint64_t begin) noexcept {
    const KeepErrno keep;
    const off_t size = size_of(from);
    for (auto at = static_cast<off_t>(begin); at < size;) {
        const Extent data = next_extent(from, at, size);
        if (data.begin > at && !say_left_out(to, data.begin - at)) return false;
        if (!copy_range(from, data.begin, data.end, to)) return false;
        at = data.end;
    }
    return true;
}

bool empty_file(int fd) noexcept {
    const KeepErrno keep;
    return ::ftruncate(fd, 0) == 0;
}

bool is_empty(int fd, std::uint64_t begin) noexcept {
    const KeepErrno keep;
    return size_of(fd) <= static_cast<off_t>(begin);
}

bool ends_a_line(int fd) noexcept {
    const KeepErrno keep;
    char last = '\n';
    const off_t size = size_of(fd);
    return size == 0 || ::pread(fd, &last, 1, size - 1) != 1 || last == '\n';
}

std::size_t copy_memory(std::uint64_t address, std::span<std::byte> into) noexcept {
    const KeepErrno keep;
    const iovec local{into.data(), into.size()};
    const iovec remote{reinterpret_cast<void*>(address), into.size()};
    const ssize_t size = ::process_vm_readv(::getpid(), &local, 1, &remote, 1, 0);
    return size > 0 ? static_cast<std::size_t>(size) : 0;
}

bool replace_fd(int source, int target) noexcept {
    const KeepErrno keep;
    while (::dup2(source, target) < 0)
        if (errno != EINTR && errno != EBUSY) return false;
    return true;
}

pid_t current_pid() noexcept {
    return ::getpid();
}

void end_process(int code) noexcept {
    ::_exit(code);
}

}  // namespace hangar::os::signal_safe
