// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hangar::snapshot {

// What a descriptor is open on.
enum class FdKind {
    pipe,
    fifo,
    socket,
    epoll,
    eventfd,
    timerfd,
    signalfd,
    inotify,
    pidfd,
    tty,
    tty_master,
    file,
    other,
};

[[nodiscard]] std::string_view name(FdKind kind) noexcept;
[[nodiscard]] std::optional<FdKind> fd_kind(std::string_view name) noexcept;

// One thing that an epoll set watches.
struct EpollRow {
    int fd = -1;               // the number under which it was added
    std::uint32_t events = 0;  // EPOLL...
    std::uint64_t inode = 0;
    // The number still means the very file that was added. Empty: could not be told.
    std::optional<bool> current;
    // Where it is not: a descriptor (of any process) that still keeps that file open; 0: unknown.
    pid_t kept_by = 0;
    // What poll says of it (POLL...), in both samples.
    std::optional<short> ready;

    [[nodiscard]] bool edge_triggered() const noexcept { return (events & 0x8000'0000U) != 0; }
    [[nodiscard]] bool disarmed() const noexcept { return events == 0x4000'0000U; }
    friend bool operator==(const EpollRow&, const EpollRow&) = default;
};

// A line of the kernel's about a lock that is held through a descriptor or waited for.
struct FileLock {
    enum class Kind { flock, posix, ofd, lease };
    Kind kind = Kind::flock;
    bool write = false;
    pid_t pid = 0;  // who took it: may be long gone (flock), or 0 (ofd)
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t start = 0;
    std::uint64_t end = UINT64_MAX;  // inclusive

    friend bool operator==(const FileLock&, const FileLock&) = default;
};

// One descriptor of a process. A value. Which members mean something depends on the kind.
struct Descriptor {
    int number = -1;  // -1: of a thread that has descriptors of its own
    FdKind kind = FdKind::other;
    std::uint64_t inode = 0;   // pipe, fifo, socket, file, tty: names the object, with `device`
    std::uint64_t device = 0;  // fifo, file
    unsigned flags = 0;        // O_...: the access mode tells a pipe's read end from its write end
    std::string target;        // what /proc says it is: "pipe:[5531]", a path
    // What poll says of it (POLL...), in both samples. Empty: not asked, or it cannot be told.
    std::optional<short> ready;
    // eventfd, epoll, timerfd: names it across processes; 0: unknown. tty, tty_master: the device.
    std::uint64_t id = 0;
    std::uint64_t count = 0;    // eventfd: its counter; tty_master: bytes to read
    bool armed = false;         // timerfd: it will fire
    pid_t pid = 0;              // pidfd: whose
    std::uint64_t signals = 0;  // signalfd: its mask
    // socket: descriptors in messages that nobody received; of a listener: connections that nobody
    // accepted, in which there may be such messages.
    unsigned in_flight = 0;
    std::vector<EpollRow> rows;   // epoll
    std::vector<FileLock> locks;  // file: held through it

    [[nodiscard]] bool reads() const noexcept { return (flags & 3U) != 1; }
    [[nodiscard]] bool writes() const noexcept { return (flags & 3U) != 0; }
    friend bool operator==(const Descriptor&, const Descriptor&) = default;
};

}  // namespace hangar::snapshot
