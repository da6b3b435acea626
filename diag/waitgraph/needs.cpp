// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/waitgraph/needs.hpp>

namespace hangar::waitgraph {

using snapshot::WaitKind;

Need need_of(const Picture& picture, const snapshot::Process& process,
             const snapshot::Thread& thread) {
    if (!thread.settled || thread.wait.ends_by_itself()) return live_need();
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
        case WaitKind::io:
        case WaitKind::other:
            return live_need();
    }
    return live_need();
}

}  // namespace hangar::waitgraph
