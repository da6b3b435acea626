// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <hangar/diag/snapshot/call_timeout.hpp>
#include <hangar/diag/snapshot/classify_wait.hpp>
#include <hangar/diag/snapshot/counted_wait.hpp>
#include <hangar/diag/snapshot/futex_wait.hpp>
#include <hangar/diag/snapshot/named_wait.hpp>
#include <hangar/diag/snapshot/polled_fds.hpp>

namespace hangar::snapshot {
namespace {

struct Scene {
    const Process& process;
    const Thread& thread;
    const os::ProcDir& dir;
    const TargetMemory& memory;
    const os::ProcSyscall& call;

    [[nodiscard]] int fd(std::size_t index) const {
        return static_cast<int>(call.arguments[index]);
    }
};

Wait of_kind(WaitKind kind, std::int64_t target = 0) {
    Wait wait;
    wait.kind = kind;
    wait.target = target;
    return wait;
}

WaitKind reading(FdKind kind) {
    switch (kind) {
        case FdKind::pipe:
        case FdKind::fifo:
            return WaitKind::pipe_read;
        case FdKind::socket:
            return WaitKind::socket_read;
        case FdKind::eventfd:
            return WaitKind::eventfd;
        case FdKind::timerfd:
            return WaitKind::timerfd;
        case FdKind::signalfd:
            return WaitKind::signalfd;
        case FdKind::inotify:
            return WaitKind::inotify;
        case FdKind::tty:
            return WaitKind::tty_read;
        case FdKind::epoll:
        case FdKind::pidfd:
        case FdKind::tty_master:
        case FdKind::file:
        case FdKind::other:
            return WaitKind::io;
    }
    return WaitKind::io;
}

WaitKind writing(FdKind kind) {
    switch (kind) {
        case FdKind::pipe:
        case FdKind::fifo:
            return WaitKind::pipe_write;
        case FdKind::socket:
            return WaitKind::socket_write;
        case FdKind::tty:
            return WaitKind::tty_write;
        case FdKind::eventfd:
        case FdKind::timerfd:
        case FdKind::signalfd:
        case FdKind::inotify:
        case FdKind::epoll:
        case FdKind::pidfd:
        case FdKind::tty_master:
        case FdKind::file:
        case FdKind::other:
            return WaitKind::io;
    }
    return WaitKind::io;
}

Wait on_descriptor(const Scene& scene, int number, bool write) {
    const Descriptor* fd = scene.process.descriptor(number);
    const FdKind kind = fd != nullptr ? fd->kind : FdKind::other;
    Wait wait = of_kind(write ? writing(kind) : reading(kind));
    wait.fds.push_back({.fd = number, .read = !write, .write = write});
    return wait;
}

Wait on_known(int number, WaitKind kind) {
    Wait wait = of_kind(kind);
    wait.fds.push_back(
        {.fd = number, .read = kind != WaitKind::connect, .write = kind == WaitKind::connect});
    return wait;
}

Wait on_connect(const Scene& scene) {
    Wait wait = on_known(scene.fd(0), WaitKind::connect);
    wait.path = connect_address(scene.call, scene.memory);
    return wait;
}

Wait on_poll(const Scene& scene) {
    Wait wait = of_kind(WaitKind::poll);
    wait.fds = polled_fds(scene.call, scene.memory);
    return wait;
}

// Data from one descriptor to another: it waits for the one that is a full pipe or socket, else for
// the other.
Wait on_transfer(const Scene& scene, int from, int to) {
    const Descriptor* source = scene.process.descriptor(from);
    const bool from_file = source == nullptr || source->kind == FdKind::file;
    Wait wait = on_descriptor(scene, from_file ? to : from, from_file);
    if (!from_file) wait.fds.push_back({.fd = to, .read = false, .write = true});
    if (!from_file) wait.kind = WaitKind::poll;
    return wait;
}

Wait on_child(const Scene& scene, std::int64_t selector) {
    if (selector == -1) return of_kind(WaitKind::child, 0);
    if (selector == 0) return of_kind(WaitKind::child, -scene.process.group);
    return of_kind(WaitKind::child, selector);
}

Wait on_waitid(const Scene& scene) {
    const auto id = static_cast<std::int64_t>(scene.call.arguments[1]);
    switch (static_cast<int>(scene.call.arguments[0])) {
        case P_PID:
            return on_child(scene, id);
        case P_PGID:
            return on_child(scene, id == 0 ? 0 : -id);
        case P_PIDFD: {
            const Descriptor* fd = scene.process.descriptor(static_cast<int>(id));
            return fd != nullptr && fd->pid > 0 ? on_child(scene, fd->pid)
                                                : of_kind(WaitKind::other);
        }
        default:
            return on_child(scene, -1);
    }
}

Wait on_signal(std::uint64_t signals) {
    Wait wait = of_kind(WaitKind::signal);
    wait.signals = signals;
    return wait;
}

std::uint64_t mask_at(const Scene& scene, std::uint64_t address) {
    return scene.memory.read<std::uint64_t>(address).value_or(0);
}

Wait on_fcntl(const Scene& scene) {
    const int command = scene.fd(1);
    const bool lock = command == F_SETLKW || command == F_OFD_SETLKW;
    return lock ? on_known(scene.fd(0), WaitKind::file_lock) : of_kind(WaitKind::other);
}

// Calls on one descriptor: the first argument.
std::optional<Wait> on_first_argument(const Scene& scene) {
    switch (scene.call.number) {
        case SYS_read:
        case SYS_readv:
        case SYS_preadv2:
        case SYS_recvfrom:
        case SYS_recvmsg:
        case SYS_recvmmsg:
            return on_descriptor(scene, scene.fd(0), false);
        case SYS_write:
        case SYS_writev:
        case SYS_pwritev2:
        case SYS_vmsplice:
        case SYS_sendto:
        case SYS_sendmsg:
        case SYS_sendmmsg:
            return on_descriptor(scene, scene.fd(0), true);
        case SYS_accept:
        case SYS_accept4:
            return on_known(scene.fd(0), WaitKind::accept);
        case SYS_connect:
            return on_connect(scene);
        case SYS_flock:
            return on_known(scene.fd(0), WaitKind::file_lock);
        case SYS_fcntl:
            return on_fcntl(scene);
#ifdef SYS_epoll_wait
        case SYS_epoll_wait:
#endif
        case SYS_epoll_pwait:
        case SYS_epoll_pwait2:
            return on_known(scene.fd(0), WaitKind::epoll);
        default:
            return std::nullopt;
    }
}

std::optional<Wait> on_several_descriptors(const Scene& scene) {
    switch (scene.call.number) {
#ifdef SYS_poll
        case SYS_poll:
        case SYS_select:
#endif
        case SYS_ppoll:
        case SYS_pselect6:
            return on_poll(scene);
        case SYS_splice:
            return on_transfer(scene, scene.fd(0), scene.fd(2));
        case SYS_tee:
            return on_transfer(scene, scene.fd(0), scene.fd(1));
        case SYS_sendfile:
            return on_transfer(scene, scene.fd(1), scene.fd(0));
#ifdef SYS_open
        case SYS_open:
#endif
        case SYS_openat:
            return opening_wait(scene.thread, scene.call, scene.dir, scene.memory);
        default:
            return std::nullopt;
    }
}

Wait on_other_call(const Scene& scene) {
    const auto& argument = scene.call.arguments;
    switch (scene.call.number) {
        case SYS_futex:
            return futex_wait(scene.call, scene.process, scene.memory);
        case SYS_wait4:
            return on_child(scene, static_cast<std::int32_t>(argument[0]));
        case SYS_waitid:
            return on_waitid(scene);
#ifdef SYS_pause
        case SYS_pause:
            return on_signal(~scene.thread.blocked);
#endif
        case SYS_rt_sigsuspend:
            return on_signal(~mask_at(scene, argument[0]));
        case SYS_rt_sigtimedwait:
            return on_signal(mask_at(scene, argument[0]));
        case SYS_nanosleep:
        case SYS_clock_nanosleep:
        case SYS_restart_syscall:
            return of_kind(WaitKind::sleep);
        default:
            return of_kind(WaitKind::other);
    }
}

bool makes_a_process(std::int64_t number) {
    switch (number) {
#ifdef SYS_vfork
        case SYS_vfork:
#endif
        case SYS_clone:
        case SYS_clone3:
            return true;
        default:
            return false;
    }
}

Wait in_system_call(const Scene& scene) {
    if (scene.thread.state == 'D')
        return of_kind(makes_a_process(scene.call.number) ? WaitKind::vfork : WaitKind::disk);
    auto wait = on_first_argument(scene);
    if (!wait) wait = on_several_descriptors(scene);
    if (!wait) wait = counted_wait(scene.process, scene.call);
    if (!wait) wait = on_other_call(scene);
    wait->timeout = call_timeout(scene.call, scene.memory);
    return *wait;
}

}  // namespace

Wait classify_wait(const Process& process, const Thread& thread, const os::ProcDir& dir,
                   const TargetMemory& memory) {
    if (thread.state == 't') return of_kind(WaitKind::traced, process.tracer);
    if (thread.state == 'T') return of_kind(WaitKind::stopped);
    if (!thread.syscall || !thread.syscall->at_rest()) return {};
    if (process.frozen) return of_kind(WaitKind::frozen);
    if (thread.syscall->state == os::ProcSyscall::State::outside)
        return of_kind(thread.state == 'D' ? WaitKind::disk : WaitKind::other);
    return in_system_call({process, thread, dir, memory, *thread.syscall});
}

}  // namespace hangar::snapshot
