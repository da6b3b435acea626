// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <hangar/diag/os/fd.hpp>

namespace hangar::os {
namespace {

std::string named(int fd) {
    return fmt::format("fd {}", fd);
}

Status change_flag(int fd, int get, int set, int flag, bool on) {
    const int before = ::fcntl(fd, get);
    if (before < 0) return last_error("fcntl", named(fd));
    const int after = on ? before | flag : before & ~flag;
    if (after != before && ::fcntl(fd, set, after) < 0) return last_error("fcntl", named(fd));
    return {};
}

}  // namespace

void Fd::reset(int fd) noexcept {
    const int old = std::exchange(fd_, fd);
    // Never repeated on EINTR: on Linux the descriptor is gone, and its number may be another's.
    if (old >= 0) ::close(old);
}

Result<FdPair> make_pipe(bool nonblocking) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | (nonblocking ? O_NONBLOCK : 0)) != 0)
        return last_error("pipe2");
    return FdPair{Fd(ends[0]), Fd(ends[1])};
}

Result<FdPair> make_socketpair(bool nonblocking) {
    std::array<int, 2> ends{};
    const int type = SOCK_STREAM | SOCK_CLOEXEC | (nonblocking ? SOCK_NONBLOCK : 0);
    if (::socketpair(AF_UNIX, type, 0, ends.data()) != 0) return last_error("socketpair");
    return FdPair{Fd(ends[0]), Fd(ends[1])};
}

Result<Fd> duplicate(int fd) {
    Fd copy(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
    if (!copy) return last_error("dup", named(fd));
    return copy;
}

Status replace_fd(int source, int target) {
    // dup2 of a descriptor onto itself leaves its close-on-exec flag as it was.
    if (source == target) return set_inheritable(target);
    while (::dup2(source, target) < 0)
        if (errno != EINTR && errno != EBUSY) return last_error("dup2", named(source));
    return {};
}

Result<Fd> make_memory_file(std::string_view name) {
    Fd fd(::memfd_create(std::string(name).c_str(), MFD_CLOEXEC));
    if (!fd) return last_error("memfd_create", name);
    return fd;
}

Result<Fd> make_capture_file(std::string_view name) {
    Fd fd(::memfd_create(std::string(name).c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!fd) return last_error("memfd_create", name);
    // Without O_APPEND two writers overwrite each other, even through one description.
    if (::fcntl(fd.get(), F_SETFL, O_APPEND) != 0) return last_error("fcntl F_SETFL", name);
    if (::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
        return last_error("fcntl F_ADD_SEALS", name);
    return fd;
}

Result<Fd> open_file(int dir, const std::string& path, int flags, unsigned mode) {
    for (;;) {
        Fd fd(::openat(dir, path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, mode));
        if (fd) return fd;
        if (errno != EINTR) return last_error("open", path);
    }
}

Status set_nonblocking(int fd, bool on) {
    return change_flag(fd, F_GETFL, F_SETFL, O_NONBLOCK, on);
}

Status set_inheritable(int fd, bool on) {
    return change_flag(fd, F_GETFD, F_SETFD, FD_CLOEXEC, !on);
}

}  // namespace hangar::os
