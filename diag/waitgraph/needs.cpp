// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/waitgraph/broken_waits.hpp>
#include <hangar/diag/waitgraph/needs.hpp>

namespace hangar::waitgraph {

using snapshot::WaitKind;

namespace {

bool is_on_eventfd(const snapshot::Process& process, const snapshot::Wait& wait) {
    const auto* fd = wait.fds.empty() ? nullptr : process.descriptor(wait.fds.front().fd);
    return fd != nullptr && fd->kind == snapshot::FdKind::eventfd;
}

Need need_by_kind(const Picture& picture, const snapshot::Process& process,
                  const snapshot::Thread& thread) {
    switch (thread.wait.kind) {
        case WaitKind::mutex:
        case WaitKind::rwlock:
        case WaitKind::condvar:
        case WaitKind::join:
        case WaitKind::future:
        case WaitKind::atomic:
        case WaitKind::init:
        case WaitKind::call_once:
            return memory_need(picture, process, thread);
        case WaitKind::semaphore:
            return thread.wait.word ? memory_need(picture, process, thread)
                                    : counted_need(picture, process, thread);
        case WaitKind::pipe_read:
        case WaitKind::pipe_write:
        case WaitKind::fifo_open:
        case WaitKind::socket_read:
        case WaitKind::socket_write:
        case WaitKind::accept:
        case WaitKind::connect:
        case WaitKind::poll:
        case WaitKind::epoll:
        case WaitKind::eventfd:
        case WaitKind::timerfd:
        case WaitKind::signalfd:
        case WaitKind::inotify:
        case WaitKind::tty_read:
        case WaitKind::tty_write:
            return descriptor_need(picture, process, thread);
        case WaitKind::io:
            // Of these only a full eventfd has another side that can be seen.
            return is_on_eventfd(process, thread.wait) ? descriptor_need(picture, process, thread)
                                                       : live_need();
        case WaitKind::file_lock:
            return lock_need(picture, process, thread);
        case WaitKind::child:
        case WaitKind::signal:
        case WaitKind::stopped:
        case WaitKind::traced:
        case WaitKind::frozen:
        case WaitKind::vfork:
            return process_need(picture, process, thread);
        case WaitKind::none:
        case WaitKind::sleep:
        case WaitKind::disk:
        case WaitKind::other:
            return live_need();
    }
    return live_need();
}

// A child that ends makes the handler of SIGCHLD run, which may break the wait, or do what ends it.
void add_children(const Picture& picture, const snapshot::Process& process, Need& need) {
    if (process.unseen_children) need.live = true;
    for (const snapshot::Process* child : picture.children(process.pid)) {
        if (child->ended()) continue;
        for (Clause& clause : need.all) clause.any.push_back({{child->pid, 0}, false});
    }
}

}  // namespace

Need need_of(const Picture& picture, const snapshot::Process& process,
             const snapshot::Thread& thread, ChildHandlers handlers) {
    if (!thread.settled || thread.wait.ends_by_itself()) return live_need();
    Need need = need_by_kind(picture, process, thread);
    const bool by_children = is_broken_by_signals(thread.wait.kind) &&
                             Picture::is_told_of_children(process) &&
                             handlers == ChildHandlers::help;
    if (by_children) add_children(picture, process, need);
    return need;
}

}  // namespace hangar::waitgraph
