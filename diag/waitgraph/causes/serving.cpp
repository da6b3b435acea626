// SPDX-License-Identifier: Apache-2.0
#include <sys/syscall.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/serving.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Process;
using snapshot::Thread;
using snapshot::WaitKind;

bool waits_for_input(const Node& node) {
    if (!node.live || !node.thread->settled) return false;
    switch (node.thread->wait.kind) {
        case WaitKind::accept:
        case WaitKind::poll:
        case WaitKind::epoll:
        case WaitKind::pipe_read:
        case WaitKind::fifo_open:
        case WaitKind::socket_read:
        case WaitKind::signalfd:
        case WaitKind::inotify:
        case WaitKind::tty_read:
        case WaitKind::timerfd:
            return true;
        default:
            return false;
    }
}

}  // namespace

std::uint64_t signals_taken(const Process& process, const Thread& thread) noexcept {
    if (thread.wait.kind != WaitKind::signal) return 0;
    // Any that sigwait asks for; pause and sigsuspend return from handlers alone.
    const bool takes = thread.syscall && thread.syscall->number == SYS_rt_sigtimedwait;
    const std::uint64_t awaited = thread.wait.signals & ~process.signals.ignored;
    return takes ? awaited : awaited & Picture::handled_signals(process);
}

bool serves(const Scene& scene, const Process& process) {
    return std::ranges::any_of(process.threads, [&](const Thread& thread) {
        const Node* node = scene.graph().find({process.pid, thread.tid});
        return node != nullptr && (waits_for_input(*node) || signals_taken(process, thread) != 0);
    });
}

}  // namespace hangar::waitgraph
