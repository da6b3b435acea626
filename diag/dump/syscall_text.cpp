// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <hangar/diag/dump/syscall_text.hpp>
#include <string_view>
#include <vector>

namespace hangar::dump {
namespace {

struct Call {
    long number;
    std::string_view name;
    unsigned arguments;
};

// Those in which a thread may wait.
constexpr std::array calls{
    Call{SYS_read, "read", 3},
    Call{SYS_write, "write", 3},
    Call{SYS_readv, "readv", 3},
    Call{SYS_writev, "writev", 3},
    Call{SYS_pread64, "pread64", 4},
    Call{SYS_pwrite64, "pwrite64", 4},
    Call{SYS_preadv, "preadv", 5},
    Call{SYS_pwritev, "pwritev", 5},
    Call{SYS_sendfile, "sendfile", 4},
    Call{SYS_splice, "splice", 6},
    Call{SYS_open, "open", 3},
    Call{SYS_openat, "openat", 4},
    Call{SYS_close, "close", 1},
    Call{SYS_poll, "poll", 3},
    Call{SYS_ppoll, "ppoll", 5},
    Call{SYS_select, "select", 5},
    Call{SYS_pselect6, "pselect6", 6},
    Call{SYS_epoll_wait, "epoll_wait", 4},
    Call{SYS_epoll_pwait, "epoll_pwait", 6},
    Call{SYS_epoll_pwait2, "epoll_pwait2", 6},
    Call{SYS_accept, "accept", 3},
    Call{SYS_accept4, "accept4", 4},
    Call{SYS_connect, "connect", 3},
    Call{SYS_recvfrom, "recvfrom", 6},
    Call{SYS_recvmsg, "recvmsg", 3},
    Call{SYS_recvmmsg, "recvmmsg", 5},
    Call{SYS_sendto, "sendto", 6},
    Call{SYS_sendmsg, "sendmsg", 3},
    Call{SYS_sendmmsg, "sendmmsg", 4},
    Call{SYS_futex, "futex", 6},
    Call{SYS_futex_waitv, "futex_waitv", 5},
    Call{SYS_wait4, "wait4", 4},
    Call{SYS_waitid, "waitid", 5},
    Call{SYS_pause, "pause", 0},
    Call{SYS_rt_sigsuspend, "rt_sigsuspend", 2},
    Call{SYS_rt_sigtimedwait, "rt_sigtimedwait", 4},
    Call{SYS_nanosleep, "nanosleep", 2},
    Call{SYS_clock_nanosleep, "clock_nanosleep", 4},
    Call{SYS_restart_syscall, "restart_syscall", 0},
    Call{SYS_flock, "flock", 2},
    Call{SYS_fcntl, "fcntl", 3},
    Call{SYS_ioctl, "ioctl", 3},
    Call{SYS_fsync, "fsync", 1},
    Call{SYS_fdatasync, "fdatasync", 1},
    Call{SYS_semop, "semop", 3},
    Call{SYS_semtimedop, "semtimedop", 4},
    Call{SYS_msgrcv, "msgrcv", 5},
    Call{SYS_msgsnd, "msgsnd", 4},
    Call{SYS_mq_timedreceive, "mq_timedreceive", 5},
    Call{SYS_mq_timedsend, "mq_timedsend", 5},
    Call{SYS_io_getevents, "io_getevents", 5},
    Call{SYS_io_pgetevents, "io_pgetevents", 6},
    Call{SYS_io_uring_enter, "io_uring_enter", 6},
    Call{SYS_vfork, "vfork", 0},
    Call{SYS_clone, "clone", 5},
    Call{SYS_clone3, "clone3", 2},
    Call{SYS_execve, "execve", 3},
    Call{SYS_exit, "exit", 1},
    Call{SYS_exit_group, "exit_group", 1},
    Call{SYS_ptrace, "ptrace", 4},
};

}  // namespace

std::string syscall_text(const os::ProcSyscall& call) {
    const auto known = std::ranges::find(calls, call.number, &Call::number);
    if (known == calls.end()) return fmt::format("system call {}", call.number);
    std::vector<std::string> arguments;
    for (unsigned index = 0; index < known->arguments; ++index)
        arguments.push_back(fmt::format("{:#x}", call.arguments[index]));
    return fmt::format("{}({})", known->name, fmt::join(arguments, ", "));
}

}  // namespace hangar::dump
