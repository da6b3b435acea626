// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/kcmp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/fd_state.hpp>

namespace hangar::os {
namespace {

using std::chrono::milliseconds;

std::string named(int fd) {
    return fmt::format("fd {}", fd);
}

Result<std::optional<milliseconds>> timeout_of(int fd, int option) {
    timeval value{};
    socklen_t size = sizeof value;
    if (::getsockopt(fd, SOL_SOCKET, option, &value, &size) != 0)
        return last_error("getsockopt", named(fd));
    const auto time = std::chrono::seconds(value.tv_sec) + std::chrono::microseconds(value.tv_usec);
    if (time.count() == 0) return std::nullopt;
    return std::chrono::ceil<milliseconds>(time);
}

// 0: equal, 1: less, 2: greater, 3: neither can be told.
Result<long> order(pid_t a, pid_t b, int type, std::uint64_t first, std::uint64_t second) {
    const long order = ::syscall(SYS_kcmp, a, b, type, first, second);
    if (order < 0) return last_error("kcmp", fmt::format("pid {}, pid {}", a, b));
    return order;
}

Result<bool> compare(pid_t a, pid_t b, int type, std::uint64_t first, std::uint64_t second) {
    return order(a, b, type, first, second).map([](long found) { return found == 0; });
}

}  // namespace

Result<short> poll_now(int fd, short events) {
    pollfd entry{.fd = fd, .events = events, .revents = 0};
    while (::poll(&entry, 1, 0) < 0)
        if (errno != EINTR) return last_error("poll", named(fd));
    return entry.revents;
}

Result<std::size_t> bytes_to_read(int fd) {
    int count = 0;
    if (::ioctl(fd, FIONREAD, &count) != 0) return last_error("ioctl FIONREAD", named(fd));
    return static_cast<std::size_t>(count < 0 ? 0 : count);
}

Result<std::size_t> pipe_capacity(int fd) {
    const int size = ::fcntl(fd, F_GETPIPE_SZ);
    if (size < 0) return last_error("fcntl F_GETPIPE_SZ", named(fd));
    return static_cast<std::size_t>(size);
}

Result<SocketTimeouts> socket_timeouts(int fd) {
    const auto receive = timeout_of(fd, SO_RCVTIMEO);
    if (!receive) return tl::unexpected(receive.error());
    const auto send = timeout_of(fd, SO_SNDTIMEO);
    if (!send) return tl::unexpected(send.error());
    return SocketTimeouts{*receive, *send};
}

Result<bool> same_open_file(pid_t a, int first, pid_t b, int second) {
    return compare(a, b, KCMP_FILE, static_cast<std::uint64_t>(first),
                   static_cast<std::uint64_t>(second));
}

Result<std::strong_ordering> order_open_files(pid_t a, int first, pid_t b, int second) {
    const auto found = order(a, b, KCMP_FILE, static_cast<std::uint64_t>(first),
                             static_cast<std::uint64_t>(second));
    if (!found) return tl::unexpected(found.error());
    if (*found == 0) return std::strong_ordering::equal;
    if (*found == 1) return std::strong_ordering::less;
    if (*found == 2) return std::strong_ordering::greater;
    return error(ENOTSUP, "kcmp", fmt::format("pid {}, pid {}", a, b));
}

Result<bool> epoll_row_is(pid_t owner, int set, int added, int nth, pid_t holder, int fd) {
    kcmp_epoll_slot slot{.efd = static_cast<std::uint32_t>(set),
                         .tfd = static_cast<std::uint32_t>(added),
                         .toff = static_cast<std::uint32_t>(nth)};
    return compare(holder, owner, KCMP_EPOLL_TFD, static_cast<std::uint64_t>(fd),
                   reinterpret_cast<std::uintptr_t>(&slot));
}

Result<bool> same_memory(pid_t a, pid_t b) {
    return compare(a, b, KCMP_VM, 0, 0);
}

Result<bool> same_descriptors(pid_t a, pid_t b) {
    return compare(a, b, KCMP_FILES, 0, 0);
}

}  // namespace hangar::os
