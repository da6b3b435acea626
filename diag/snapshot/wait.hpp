// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/diag/snapshot/futex_word.hpp>

namespace hangar::snapshot {

// What kind of thing must happen before a thread goes on.
enum class WaitKind {
    none,  // it runs, or nothing about it could be read
    // a word in memory: `address` and `word` are set
    mutex,
    rwlock,
    condvar,
    semaphore,
    join,       // the end of thread `target`
    future,     // a promise's value
    atomic,     // any other futex: std::atomic::wait, a latch, a barrier
    init,       // the end of a static object's initialisation, by another thread
    call_once,  // the end of a std::call_once, by another thread
    // descriptors: `fds` holds the one, and several only for poll
    pipe_read,
    pipe_write,
    fifo_open,  // the other end's opener; `path` is the FIFO's
    socket_read,
    socket_write,
    accept,
    connect,
    poll,   // any of several (poll, select)
    epoll,  // any of the epoll set's rows
    eventfd,
    timerfd,
    signalfd,
    inotify,
    tty_read,
    tty_write,
    file_lock,
    io,  // another kind of descriptor
    // processes
    child,   // the end of child `target`; 0: of any; negative: of any in that group
    signal,  // pause, sigwait, sigsuspend
    sleep,
    // not by its own will
    stopped,
    traced,  // by the process `target`
    frozen,  // its control group is
    vfork,   // until the vfork child `target` executes a program or ends
    disk,    // an uninterruptible wait in the kernel
    other,   // in a system call that means nothing to us
};

// "mutex", "pipe_read": the name of the enumerator.
[[nodiscard]] std::string_view name(WaitKind kind) noexcept;
[[nodiscard]] std::optional<WaitKind> wait_kind(std::string_view name) noexcept;

// A descriptor that a thread waits on, and what for.
struct Watch {
    int fd = -1;
    bool read = false;
    bool write = false;
    friend bool operator==(const Watch&, const Watch&) = default;
};

// What a blocked thread waits for, as its system call, its arguments and its memory tell. A value.
struct Wait {
    WaitKind kind = WaitKind::none;
    // How long the call may wait at most; empty: for ever, if nothing happens.
    std::optional<std::chrono::milliseconds> timeout;
    std::uint64_t address = 0;  // of the object in the process's memory
    std::optional<FutexWord> word;
    std::vector<Watch> fds;
    std::int64_t target = 0;
    std::uint64_t signals = 0;  // signal: which (bit 0 is signal 1)
    std::string path;           // fifo_open: as the process wrote it; connect: an AF_UNIX name
    std::uint64_t inode = 0;    // fifo_open: the FIFO, with `device`
    std::uint64_t device = 0;
    // semaphore without a word: whoever knows its key or its name may come and use it.
    bool named = false;

    [[nodiscard]] bool ends_by_itself() const noexcept { return timeout.has_value(); }
    friend bool operator==(const Wait&, const Wait&) = default;
};

}  // namespace hangar::snapshot
