// SPDX-License-Identifier: Apache-2.0
// Waits for processes, for signals, and threads that are held.
#include <signal.h>

#include <hangar/diag/waitgraph/needs.hpp>
#include <hangar/diag/waitgraph/signal_bit.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Process;
using snapshot::Thread;
using snapshot::WaitKind;

bool is_selected(const Process& child, std::int64_t target) {
    if (target > 0) return child.pid == target;
    return target == 0 || child.group == -target;
}

// The children that would do. One that has ended ends the wait by itself.
Need child(const Picture& picture, const Process& process, std::int64_t target) {
    Need need;
    Clause& clause = need.all.emplace_back();
    const Process* named = target > 0 ? picture.process(static_cast<pid_t>(target)) : nullptr;
    if (target > 0 && named == nullptr) return live_need();
    if (named != nullptr && named->ppid != process.pid) {
        clause.any.push_back({{named->pid, 0}, true});  // by a pidfd
        return named->ended() ? live_need() : need;
    }
    if (process.unseen_children) return live_need();
    for (const Process* each : picture.children(process.pid)) {
        if (!is_selected(*each, target)) continue;
        if (each->ended()) return live_need();
        clause.any.push_back({{each->pid, 0}, true});
    }
    for (const Process& each : picture.snapshot().processes)
        if (each.tracer == process.pid && each.ppid != process.pid && !each.ended())
            clause.any.push_back({{each.pid, 0}, true});
    return clause.any.empty() ? live_need() : need;
}

// Anybody may send a signal, unless none that it waits for can come.
Need signal(const Thread& thread) {
    // The C library keeps 32 and 33 for itself, and lets nobody block them.
    constexpr std::uint64_t never_waited = bit(SIGKILL) | bit(SIGSTOP) | bit(32) | bit(33);
    if ((thread.wait.signals & ~never_waited) != 0) return live_need();
    Need need;
    need.all.emplace_back();
    return need;
}

Need held() {
    Need need;
    need.all.emplace_back();
    return need;
}

Need vfork(const Picture& picture, const Thread& thread) {
    const auto target = static_cast<pid_t>(thread.wait.target);
    if (picture.process(target) == nullptr) return live_need();
    Need need;
    need.all.push_back({.any = {{{target, 0}, true}}});
    return need;
}

}  // namespace

Need process_need(const Picture& picture, const Process& process, const Thread& thread) {
    switch (thread.wait.kind) {
        case WaitKind::child:
            return child(picture, process, thread.wait.target);
        case WaitKind::signal:
            return signal(thread);
        case WaitKind::stopped:
        case WaitKind::traced:
        case WaitKind::frozen:
            return held();
        case WaitKind::vfork:
            return vfork(picture, thread);
        default:
            return live_need();
    }
}

}  // namespace hangar::waitgraph
