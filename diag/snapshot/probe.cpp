// SPDX-License-Identifier: Apache-2.0
#include <poll.h>

#include <algorithm>
#include <hangar/diag/os/fd_state.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/snapshot/probe.hpp>
#include <map>
#include <set>
#include <string>

namespace hangar::snapshot {
namespace {

constexpr short asked_events = POLLIN | POLLOUT | POLLPRI | POLLRDHUP;

// A signalfd answers for whoever asks, and a device may be changed by a question.
bool may_be_asked(FdKind kind) {
    switch (kind) {
        case FdKind::pipe:
        case FdKind::fifo:
        case FdKind::socket:
        case FdKind::epoll:
        case FdKind::eventfd:
        case FdKind::timerfd:
        case FdKind::inotify:
        case FdKind::pidfd:
        case FdKind::tty:
        case FdKind::tty_master:
            return true;
        case FdKind::signalfd:
        case FdKind::file:
        case FdKind::other:
            return false;
    }
    return false;
}

// A row's own number may be somebody else's by now, so it is asked only if it still means the same.
std::set<int> numbers_to_ask(const Process& process) {
    std::set<int> numbers;
    for (const Thread& thread : process.threads)
        for (const Watch& watch : thread.wait.fds) numbers.insert(watch.fd);
    for (const Descriptor& fd : process.fds) {
        if (fd.kind == FdKind::epoll || fd.kind == FdKind::tty_master) numbers.insert(fd.number);
        for (const EpollRow& row : fd.rows)
            if (row.current.value_or(false)) numbers.insert(row.fd);
    }
    return numbers;
}

void keep_both(std::optional<short>& known, short now, bool again) {
    const bool first_is_missing = again && !known;
    if (first_is_missing) return;
    known = again ? static_cast<short>(*known & now) : now;
}

void keep_both(std::optional<bool>& known, bool now, bool again) {
    known = again && known ? *known && now : now;
}

Pipe& pipe_of(const Descriptor& fd, Snapshot& snapshot) {
    const auto is = [&fd](const Pipe& pipe) {
        return pipe.inode == fd.inode && pipe.device == fd.device;
    };
    const auto found = std::ranges::find_if(snapshot.pipes, is);
    if (found != snapshot.pipes.end()) return *found;
    return snapshot.pipes.emplace_back(Pipe{.inode = fd.inode, .device = fd.device});
}

void ask_pipe(int copy, const Descriptor& fd, short now, bool again, Snapshot& snapshot) {
    Pipe& pipe = pipe_of(fd, snapshot);
    pipe.queued = os::bytes_to_read(copy).value_or(0);
    pipe.capacity = os::pipe_capacity(copy).value_or(0);
    if (fd.reads()) keep_both(pipe.readable, (now & (POLLIN | POLLHUP | POLLERR)) != 0, again);
    if (fd.writes()) keep_both(pipe.writable, (now & (POLLOUT | POLLERR)) != 0, again);
}

// The thread's wait, if it is one for the socket `number` whose own limits count.
bool keeps_limits_of(const Wait& wait, int number) {
    const bool limited = wait.kind == WaitKind::socket_read || wait.kind == WaitKind::accept ||
                         wait.kind == WaitKind::socket_write || wait.kind == WaitKind::connect;
    return limited && wait.fds.size() == 1 && wait.fds.front().fd == number;
}

// A limit that cannot be asked counts as one of no time.
void miss_socket_limits(int number, Process& process, Snapshot& snapshot) {
    for (Thread& thread : process.threads) {
        if (!keeps_limits_of(thread.wait, number)) continue;
        thread.wait.timeout = std::chrono::milliseconds(0);
        if (!process.in_tree) continue;
        snapshot.complete = false;
        snapshot.errors.push_back("how long thread " + std::to_string(thread.tid) +
                                  " waits on its socket cannot be asked");
    }
}

void set_socket_limits(int copy, int number, Process& process) {
    const auto limits = os::socket_timeouts(copy);
    if (!limits) return;
    for (Thread& thread : process.threads) {
        Wait& wait = thread.wait;
        if (!keeps_limits_of(wait, number)) continue;
        const bool receives = wait.kind == WaitKind::socket_read || wait.kind == WaitKind::accept;
        wait.timeout = receives ? limits->receive : limits->send;
    }
}

void ask(const os::Pidfd& handle, Descriptor& fd, Process& process, Snapshot& snapshot,
         bool again) {
    const auto copy = handle.get_fd(fd.number);
    if (!copy) {
        if (fd.kind == FdKind::socket && !again) miss_socket_limits(fd.number, process, snapshot);
        return;
    }
    const auto now = os::poll_now(copy->get(), asked_events);
    if (!now) return;
    keep_both(fd.ready, *now, again);
    if (fd.kind == FdKind::pipe || fd.kind == FdKind::fifo)
        ask_pipe(copy->get(), fd, *now, again, snapshot);
    if (fd.kind == FdKind::socket && !again) set_socket_limits(copy->get(), fd.number, process);
    if (fd.kind == FdKind::tty_master) fd.count = os::bytes_to_read(copy->get()).value_or(0);
}

// Each row's number, and which of the rows of that number it is.
void mark_current_rows(const Process& process, Descriptor& set) {
    std::map<int, int> seen;
    for (EpollRow& row : set.rows) {
        const int nth = seen[row.fd]++;
        if (process.descriptor(row.fd) == nullptr) {
            row.current = false;
            continue;
        }
        const auto is = os::epoll_row_is(process.pid, set.number, row.fd, nth, process.pid, row.fd);
        if (is) row.current = *is;
    }
}

void spread_to_rows(Process& process) {
    for (Descriptor& set : process.fds)
        for (EpollRow& row : set.rows) {
            const Descriptor* target = process.descriptor(row.fd);
            if (target != nullptr && row.current.value_or(false)) row.ready = target->ready;
        }
}

}  // namespace

void probe(Process& process, Snapshot& snapshot, bool again, os::Deadline deadline) {
    if (!again)
        for (Descriptor& fd : process.fds) mark_current_rows(process, fd);
    const std::set<int> numbers = numbers_to_ask(process);
    if (numbers.empty()) return;
    const auto handle = os::Pidfd::open(os::ProcessId{process.pid, process.start_time});
    if (!handle) return;
    for (Descriptor& fd : process.fds) {
        if (deadline.passed()) return;
        if (numbers.contains(fd.number) && may_be_asked(fd.kind))
            ask(*handle, fd, process, snapshot, again);
    }
    spread_to_rows(process);
}

}  // namespace hangar::snapshot
