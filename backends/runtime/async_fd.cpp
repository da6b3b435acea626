// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/async_fd.hpp>

#include <boost/system/system_error.hpp>

#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/loop.hpp>

namespace hangar::runtime {
namespace {

std::unique_ptr<Reactor::Descriptor> watch(int fd) {
    try {
        return Loop::running().reactor().watch(fd);
    } catch (const boost::system::system_error& e) {
        throw OsError({e.code().value(), "watch", "fd " + std::to_string(fd)});
    }
}

}  // namespace

AsyncFd::Wait::Wait(Reactor::Descriptor& descriptor, Direction direction, tasks::WaitKind kind,
                    std::uintptr_t object) noexcept
    : Park(kind, reinterpret_cast<const void*>(object)),
      descriptor_(descriptor),
      direction_(direction) {}

void AsyncFd::Wait::arm() {
    descriptor_.wait(direction_, [this] { complete(); });
}

AsyncFd::AsyncFd(os::Fd fd) : fd_(std::move(fd)), watched_(watch(fd_.get())) {}

AsyncFd::~AsyncFd() = default;

AsyncFd::Wait AsyncFd::readable(tasks::WaitKind kind) noexcept {
    return {*watched_, Direction::read, kind, static_cast<std::uintptr_t>(fd_.get())};
}

AsyncFd::Wait AsyncFd::writable() noexcept {
    return {*watched_, Direction::write, tasks::WaitKind::writable,
            static_cast<std::uintptr_t>(fd_.get())};
}

AsyncFd::Wait AsyncFd::exited(pid_t pid) noexcept {
    return {*watched_, Direction::read, tasks::WaitKind::exit, static_cast<std::uintptr_t>(pid)};
}

os::Fd AsyncFd::release() noexcept {
    watched_.reset();
    return std::move(fd_);
}

Task<void> wait_exit(const os::Pidfd& process) {
    // A descriptor of its own: the kernel watches each one only once.
    AsyncFd handle(value_or_throw(os::duplicate(process.fd())));
    auto ended = handle.exited(process.id().pid);
    co_await ended;
}

SignalStream::SignalStream(const os::SignalSet& set)
    : fd_(value_or_throw(os::make_signalfd(set))) {}

Task<std::vector<int>> SignalStream::next() {
    for (;;) {
        auto signals = value_or_throw(os::read_signalfd(fd_.get()));
        if (!signals.empty()) co_return signals;
        auto ready = fd_.readable(tasks::WaitKind::signal);
        co_await ready;
    }
}

}  // namespace hangar::runtime
