// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/snapshot/wanted.hpp>

namespace hangar::snapshot {
namespace {

void want(Wanted& wanted, ObjectKey key) {
    if (key.number != 0) wanted.objects.insert(key);
}

void want_socket(const Snapshot& snapshot, std::uint64_t inode, Wanted& wanted) {
    const Socket* socket = snapshot.socket(inode);
    if (socket == nullptr) return;
    for (const std::uint64_t other : {socket->peer, socket->waiting_at})
        want(wanted, {.kind = FdKind::socket, .number = other});
}

// The kernel lets sets watch one another five deep, and in no circle; what was read may look like
// one all the same, where a number has come to mean another set.
constexpr int most_sets_in_sets = 5;

void want_descriptor(const Snapshot& snapshot, const Process& process, const Descriptor& fd,
                     Wanted& wanted, int depth = 0) {
    switch (fd.kind) {
        case FdKind::pipe:
        case FdKind::fifo:
        case FdKind::eventfd:
        case FdKind::timerfd:
            want(wanted, key_of(fd));
            break;
        case FdKind::socket:
            want_socket(snapshot, fd.inode, wanted);
            break;
        case FdKind::tty:
            want(wanted, {.kind = FdKind::tty_master, .number = fd.id});
            break;
        case FdKind::pidfd:
            if (fd.pid > 0) wanted.processes.insert(fd.pid);
            break;
        case FdKind::epoll:
            want(wanted, key_of(fd));
            if (depth == most_sets_in_sets) break;
            for (const EpollRow& row : fd.rows)
                if (const Descriptor* target = process.descriptor(row.fd); target != nullptr)
                    want_descriptor(snapshot, process, *target, wanted, depth + 1);
            break;
        case FdKind::signalfd:
        case FdKind::inotify:
        case FdKind::tty_master:
        case FdKind::file:
        case FdKind::other:
            break;
    }
}

// A terminal matters only to who writes to it: whoever reads waits for a human.
bool matters(const Wait& wait, const Descriptor& fd) {
    return fd.kind != FdKind::tty || wait.kind == WaitKind::tty_write;
}

void want_processes(const Wait& wait, Wanted& wanted) {
    if (wait.kind == WaitKind::child && wait.target > 0)
        wanted.processes.insert(static_cast<pid_t>(wait.target));
    if (wait.kind == WaitKind::traced && wait.target > 0)
        wanted.processes.insert(static_cast<pid_t>(wait.target));
    if (wait.word && wait.word->process_shared && wait.word->owner_process > 0)
        wanted.processes.insert(wait.word->owner_process);
}

void want_waited(const Snapshot& snapshot, const Process& process, const Wait& wait,
                 Wanted& wanted) {
    want_processes(wait, wanted);
    if (wait.kind == WaitKind::fifo_open)
        want(wanted, {.kind = FdKind::fifo, .device = wait.device, .number = wait.inode});
    for (const Watch& watch : wait.fds) {
        const Descriptor* fd = process.descriptor(watch.fd);
        if (fd == nullptr || !matters(wait, *fd)) continue;
        want_descriptor(snapshot, process, *fd, wanted);
        const bool is_file = wait.kind == WaitKind::file_lock || wait.kind == WaitKind::semaphore;
        if (is_file) want(wanted, key_of(*fd));
    }
}

// The list of locks is the whole machine's.
bool is_waited_for(const Snapshot& snapshot, const LockWait& lock) {
    return std::ranges::any_of(snapshot.processes, [&lock](const Process& process) {
        return std::ranges::any_of(process.threads, [&](const Thread& thread) {
            if (thread.wait.kind != WaitKind::file_lock || thread.wait.fds.empty()) return false;
            const Descriptor* fd = process.descriptor(thread.wait.fds.front().fd);
            return fd != nullptr && fd->inode == lock.wanted.inode;
        });
    });
}

}  // namespace

ObjectKey key_of(const Descriptor& fd) noexcept {
    switch (fd.kind) {
        case FdKind::pipe:
        case FdKind::socket:
            return {.kind = fd.kind, .number = fd.inode};
        case FdKind::fifo:
        case FdKind::file:
            return {.kind = fd.kind, .device = fd.device, .number = fd.inode};
        case FdKind::eventfd:
        case FdKind::epoll:
        case FdKind::timerfd:
        case FdKind::tty_master:
            return {.kind = fd.kind, .number = fd.id};
        case FdKind::signalfd:
        case FdKind::inotify:
        case FdKind::pidfd:
        case FdKind::tty:
        case FdKind::other:
            return {};
    }
    return {};
}

bool Wanted::wants(FdKind kind) const noexcept {
    return std::ranges::any_of(objects, [kind](const ObjectKey& key) { return key.kind == kind; });
}

Wanted wanted_by(const Snapshot& snapshot) {
    Wanted wanted;
    for (const Process& process : snapshot.processes)
        for (const Thread& thread : process.threads)
            want_waited(snapshot, process, thread.wait, wanted);
    for (const RefusedPort& port : snapshot.refused_ports)
        want(wanted, {.kind = FdKind::socket, .number = port.holder});
    for (const LockWait& lock : snapshot.lock_waits)
        if (lock.held.kind == FileLock::Kind::posix && lock.held.pid > 0 &&
            is_waited_for(snapshot, lock))
            wanted.processes.insert(lock.held.pid);
    return wanted;
}

}  // namespace hangar::snapshot
