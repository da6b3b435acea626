// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/waitgraph/broken_waits.hpp>
#include <hangar/diag/waitgraph/picture.hpp>

namespace hangar::waitgraph {

using snapshot::WaitKind;

bool is_broken_by_signals(WaitKind kind) noexcept {
    switch (kind) {
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
        case WaitKind::file_lock:
        case WaitKind::io:
        case WaitKind::child:
        case WaitKind::signal:
            return true;
        case WaitKind::none:
        case WaitKind::mutex:
        case WaitKind::rwlock:
        case WaitKind::condvar:
        case WaitKind::semaphore:
        case WaitKind::join:
        case WaitKind::future:
        case WaitKind::atomic:
        case WaitKind::init:
        case WaitKind::call_once:
        case WaitKind::sleep:
        case WaitKind::stopped:
        case WaitKind::traced:
        case WaitKind::frozen:
        case WaitKind::vfork:
        case WaitKind::disk:
        case WaitKind::other:
            return false;
    }
    return false;
}

std::string handlers_doubt(const snapshot::Process& process) {
    const auto signals = os::SignalSet::from_mask(Picture::handled_signals(process)).list();
    const std::string first = os::signal_name(signals.front());
    return signals.size() == 1
               ? fmt::format("the handler of {} could end the wait", first)
               : fmt::format("the handlers of {} and others could end the wait", first);
}

}  // namespace hangar::waitgraph
