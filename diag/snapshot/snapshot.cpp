// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/snapshot/snapshot.hpp>

namespace hangar::snapshot {
namespace {

template <class Range, class Key, class Projection>
auto* find_by(Range& range, const Key& key, Projection projection) noexcept {
    const auto found = std::ranges::find(range, key, projection);
    return found == std::ranges::end(range) ? nullptr : &*found;
}

}  // namespace

bool Process::ended() const noexcept {
    const bool first = state == 'Z' || state == 'X';
    return first && std::ranges::all_of(threads, &Thread::ended);
}

pid_t Process::reader_id() const noexcept {
    const auto living =
        std::ranges::find_if(threads, [](const Thread& thread) { return !thread.ended(); });
    return living == threads.end() ? pid : living->tid;
}

const Thread* Process::thread(pid_t tid) const noexcept {
    return find_by(threads, tid, &Thread::tid);
}

const Descriptor* Process::descriptor(int number) const noexcept {
    return find_by(fds, number, &Descriptor::number);
}

const Process* Snapshot::process(pid_t pid) const noexcept {
    return find_by(processes, pid, &Process::pid);
}

Process* Snapshot::process(pid_t pid) noexcept {
    return find_by(processes, pid, &Process::pid);
}

const Process* Snapshot::process_of_thread(pid_t tid) const noexcept {
    const auto owns = [tid](const Process& process) { return process.thread(tid) != nullptr; };
    const auto found = std::ranges::find_if(processes, owns);
    return found == processes.end() ? nullptr : &*found;
}

const Pipe* Snapshot::pipe(const Descriptor& fd) const noexcept {
    const auto is = [&fd](const Pipe& pipe) {
        return pipe.inode == fd.inode && pipe.device == fd.device;
    };
    const auto found = std::ranges::find_if(pipes, is);
    return found == pipes.end() ? nullptr : &*found;
}

const Socket* Snapshot::socket(std::uint64_t inode) const noexcept {
    return find_by(sockets, inode, &Socket::inode);
}

}  // namespace hangar::snapshot
