// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <algorithm>
#include <hangar/diag/waitgraph/picture.hpp>
#include <hangar/diag/waitgraph/signal_bit.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Descriptor;
using snapshot::Process;
using snapshot::Thread;

// A blocked thread brings none of these upon itself; 32 and 33 are the C library's.
constexpr std::uint64_t not_from_outside = bit(SIGSEGV) | bit(SIGBUS) | bit(SIGFPE) | bit(SIGILL) |
                                           bit(SIGTRAP) | bit(SIGSYS) | bit(SIGABRT) | bit(32) |
                                           bit(33);

constexpr std::uint64_t for_real_time = ~std::uint64_t{0} << 33U;
// A timer of processor time stands still while the process sleeps.
constexpr std::uint64_t by_timers_and_files = bit(SIGALRM) | bit(SIGIO) | for_real_time;
constexpr std::uint64_t waking = bit(SIGALRM) | bit(SIGVTALRM) | bit(SIGPROF) | bit(SIGUSR1) |
                                 bit(SIGUSR2) | bit(SIGHUP) | bit(SIGIO) | bit(SIGURG) |
                                 for_real_time;

template <class Map>
const typename Map::mapped_type& found_or_empty(const Map& map,
                                                const typename Map::key_type& key) noexcept {
    static const typename Map::mapped_type none{};
    const auto found = map.find(key);
    return found == map.end() ? none : found->second;
}

}  // namespace

Picture::Picture(const snapshot::Snapshot& snapshot) : snapshot_(&snapshot) {
    for (const Process& process : snapshot.processes) {
        processes_[process.pid] = &process;
        children_[process.ppid].push_back(&process);
        for (const Thread& thread : process.threads)
            if (!thread.ended()) by_thread_[thread.tid] = &process;
        for (const Descriptor& fd : process.fds) {
            if (fd.in_flight > 0) receivers_.push_back({&process, &fd});
            if (const auto key = key_of(fd); key.number != 0)
                holders_[key].push_back({&process, &fd});
        }
        if (process.in_tree && !process.fds_known && !process.ended()) opaque_.push_back(&process);
    }
}

const Process* Picture::process(pid_t pid) const noexcept {
    return found_or_empty(processes_, pid);
}

const Process* Picture::process_of(pid_t tid) const noexcept {
    return found_or_empty(by_thread_, tid);
}

bool Picture::is_forebear(pid_t older, const Process& younger) const noexcept {
    constexpr int most_generations = 1000;
    const Process* at = &younger;
    for (int generation = 0; at != nullptr && generation < most_generations; ++generation) {
        if (at->ppid == older) return true;
        if (at->pid == snapshot_->root) {
            const auto& forebears = snapshot_->forebears;
            return std::ranges::find(forebears, older) != forebears.end();
        }
        at = process(at->ppid);
    }
    return false;
}

const std::vector<const Process*>& Picture::children(pid_t pid) const noexcept {
    return found_or_empty(children_, pid);
}

const std::vector<Holder>& Picture::holders(const snapshot::ObjectKey& key) const noexcept {
    return found_or_empty(holders_, key);
}

bool Picture::may_be_for(const Holder& receiver) const noexcept {
    const snapshot::Socket* socket = snapshot_->socket(receiver.fd->inode);
    if (socket == nullptr || socket->peer == 0 || receiver.process->in_tree) return true;
    return std::ranges::any_of(holders({.kind = snapshot::FdKind::socket, .number = socket->peer}),
                               [](const Holder& sender) { return sender.process->in_tree; });
}

std::uint64_t Picture::handled_signals(const Process& process) noexcept {
    const std::uint64_t caught = process.signals.caught & ~not_from_outside & ~process.own_handlers;
    std::uint64_t let_in = 0;
    for (const Thread& thread : process.threads) let_in |= ~thread.blocked;
    return caught & let_in;
}

std::uint64_t Picture::waking_signals(const Process& process) noexcept {
    return handled_signals(process) & waking;
}

std::uint64_t Picture::timer_signals(const Process& process) noexcept {
    return handled_signals(process) & by_timers_and_files;
}

bool Picture::is_told_of_children(const Process& process) noexcept {
    return (handled_signals(process) & bit(SIGCHLD)) != 0;
}

}  // namespace hangar::waitgraph
