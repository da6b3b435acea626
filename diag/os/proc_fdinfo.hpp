// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_locks.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/os/signals.hpp>

namespace hangar::os {

// A descriptor that an epoll watches.
struct EpollTarget {
    int fd = -1;               // its number when it was added
    std::uint32_t events = 0;  // EPOLLIN...; exactly EPOLLONESHOT: disarmed
    std::uint64_t data = 0;
    std::uint64_t inode = 0;  // of the file it is open on: another than the number's now is stale
    std::uint64_t device = 0;
    friend bool operator==(const EpollTarget&, const EpollTarget&) = default;
};

struct EventfdInfo {
    std::uint64_t count = 0;
    std::optional<int> id;  // the same for all holders, also across fork
    friend bool operator==(const EventfdInfo&, const EventfdInfo&) = default;
};

struct TimerfdInfo {
    int clock = 0;
    std::uint64_t ticks = 0;          // expirations not read yet
    std::chrono::nanoseconds left{};  // 0: disarmed
    std::chrono::nanoseconds interval{};
    friend bool operator==(const TimerfdInfo&, const TimerfdInfo&) = default;
};

// What /proc/PID/fdinfo/N tells. A value; any thread. Source: proc(5).
struct FdInfo {
    std::uint64_t position = 0;
    unsigned flags = 0;  // O_...; flags & O_ACCMODE: which end of a pipe it is
    int mount_id = 0;
    std::uint64_t inode = 0;
    std::vector<FileLock> locks;              // what is held through it: the true holders
    std::vector<EpollTarget> epoll;           // an epoll's
    std::vector<int> inotify_watches;         // an inotify's
    std::optional<EventfdInfo> eventfd;       // an eventfd's
    std::optional<TimerfdInfo> timerfd;       // a timerfd's
    std::optional<SignalSet> signalfd;        // a signalfd's
    std::optional<pid_t> pidfd;               // a pidfd's; -1 once that process is collected
    std::optional<int> tty_index;             // a terminal master's: its slave is /dev/pts/N
    std::uint64_t descriptors_in_flight = 0;  // sent to this AF_UNIX socket, not received yet
};

// Lines that are not as they should be are passed over. Empty without flags: then it is no fdinfo.
// Any bytes may come.
[[nodiscard]] std::optional<FdInfo> parse_fdinfo(std::string_view text);
// Errors: ProcDir's (ENOENT for a descriptor that is closed); EBADMSG.
[[nodiscard]] Result<FdInfo> read_fdinfo(const ProcDir& dir, int number);

}  // namespace hangar::os
