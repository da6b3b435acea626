// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <compare>
#include <cstddef>
#include <optional>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// What a descriptor tells about the object behind it, without changing it: for our own, or a
// duplicate of somebody else's (Pidfd::get_fd). None of these waits. Any thread.

// Which of `events` (POLLIN...) hold now, with POLLHUP, POLLERR and so on.
[[nodiscard]] Result<short> poll_now(int fd, short events);
// FIONREAD. Errors: ENOTTY where it means nothing.
[[nodiscard]] Result<std::size_t> bytes_to_read(int fd);
// F_GETPIPE_SZ: bytes that it holds at most. Errors: EBADF for no pipe.
[[nodiscard]] Result<std::size_t> pipe_capacity(int fd);

// SO_RCVTIMEO and SO_SNDTIMEO; empty: they wait for ever. Errors: ENOTSOCK.
struct SocketTimeouts {
    std::optional<std::chrono::milliseconds> receive;
    std::optional<std::chrono::milliseconds> send;
};
[[nodiscard]] Result<SocketTimeouts> socket_timeouts(int fd);

// Whether descriptor `first` of process `a` and `second` of `b` are one open file (kcmp).
// Errors: EPERM, ESRCH, EBADF, ENOSYS.
[[nodiscard]] Result<bool> same_open_file(pid_t a, int first, pid_t b, int second);
// The same as a place in an order of the kernel's, which holds for as long as both are open.
// Errors: as above; ENOTSUP: it has no such order.
[[nodiscard]] Result<std::strong_ordering> order_open_files(pid_t a, int first, pid_t b,
                                                            int second);
// Whether the row for number `added` in the epoll set `set` of process `owner` watches what
// descriptor `fd` of process `holder` is open on; the `nth` row of that number, from 0.
// Errors: as above; ENOENT: there is no such row.
[[nodiscard]] Result<bool> epoll_row_is(pid_t owner, int set, int added, int nth, pid_t holder,
                                        int fd);
// Whether two processes share their memory (vfork, CLONE_VM).
[[nodiscard]] Result<bool> same_memory(pid_t a, pid_t b);
// Whether two threads share their descriptors: all of a process do, but for one that has left them
// (unshare, clone without CLONE_FILES).
[[nodiscard]] Result<bool> same_descriptors(pid_t a, pid_t b);

}  // namespace hangar::os
