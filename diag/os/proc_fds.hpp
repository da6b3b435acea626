// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

enum class FdKind {
    file,  // a path: regular, directory, device, FIFO
    memfd,
    pipe,
    socket,
    epoll,
    eventfd,
    timerfd,
    signalfd,
    inotify,
    pidfd,
    other,
};

// What a descriptor is open on, by the text of its link in /proc/PID/fd. A value; any thread.
struct FdTarget {
    FdKind kind = FdKind::other;
    std::uint64_t inode = 0;  // a pipe's: the same for both ends; a socket's, a namespace's; else 0
    std::string text;         // the link itself: "pipe:[4711]", "/var/log/x (deleted)"
    friend bool operator==(const FdTarget&, const FdTarget&) = default;
};

struct OpenFd {
    int number = -1;
    FdTarget target;
};

[[nodiscard]] FdTarget parse_fd_target(std::string_view link);

// The descriptors of a process, ascending. Those that are closed meanwhile are left out. Empty for
// a zombie, and for a process whose first thread has ended (ask another thread's ProcDir). Errors:
// ProcDir's.
[[nodiscard]] Result<std::vector<OpenFd>> read_fds(const ProcDir& dir);

}  // namespace hangar::os
