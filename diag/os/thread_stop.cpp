// SPDX-License-Identifier: Apache-2.0
#include <elf.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/os/thread_stop.hpp>
#include <optional>
#include <thread>

namespace hangar::os {
namespace {

std::string named(pid_t tid) {
    return fmt::format("thread {}", tid);
}

Status request(__ptrace_request what, const char* name, pid_t tid) {
    if (::ptrace(what, tid, nullptr, nullptr) != 0) return last_error(name, named(tid));
    return {};
}

// The signal with which it stopped, 0 for a stop of our making, empty while it runs. WNOWAIT: its
// parent, who may be us, still gets to know what became of it.
Result<std::optional<int>> stopped_with(pid_t tid) {
    siginfo_t info{};
    const int flags = WSTOPPED | WEXITED | WNOHANG | WNOWAIT | __WALL;
    if (::waitid(P_PID, static_cast<id_t>(tid), &info, flags) != 0)
        return last_error("waitid", named(tid));
    if (info.si_pid == 0) return std::optional<int>{};
    if (info.si_code != CLD_TRAPPED && info.si_code != CLD_STOPPED)
        return error(ESRCH, "waitid", named(tid));
    const bool is_event = info.si_status >> 8 == PTRACE_EVENT_STOP;
    return std::optional<int>{is_event ? 0 : info.si_status};
}

// It takes some microseconds; the waiting gets coarser only for one that is in the kernel.
Result<int> await_stop(pid_t tid, Deadline deadline) {
    std::chrono::microseconds pause{5};
    for (;;) {
        const auto signal = stopped_with(tid);
        if (!signal) return tl::unexpected(signal.error());
        if (*signal) return **signal;
        if (deadline.passed()) return error(ETIMEDOUT, "stop", named(tid));
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::microseconds{1000});
    }
}

}  // namespace

Result<ThreadStop> ThreadStop::stop(pid_t tid, Deadline deadline) {
    if (const Status seized = request(PTRACE_SEIZE, "PTRACE_SEIZE", tid); !seized)
        return tl::unexpected(seized.error());
    const TimePoint since = Clock::now();
    if (const Status asked = request(PTRACE_INTERRUPT, "PTRACE_INTERRUPT", tid); !asked)
        return tl::unexpected(asked.error());
    const auto signal = await_stop(tid, deadline);
    if (!signal) return tl::unexpected(signal.error());
    return ThreadStop(tid, *signal, since);
}

Result<Registers> ThreadStop::registers() const {
    user_regs_struct raw{};
    iovec into{&raw, sizeof raw};
    if (::ptrace(PTRACE_GETREGSET, tid_, NT_PRSTATUS, &into) != 0)
        return last_error("PTRACE_GETREGSET", named(tid_));
    Registers all;
    all.value = {raw.rax, raw.rdx, raw.rcx, raw.rbx, raw.rsi, raw.rdi, raw.rbp, raw.rsp, raw.r8,
                 raw.r9,  raw.r10, raw.r11, raw.r12, raw.r13, raw.r14, raw.r15, raw.rip};
    all.known = (1U << Registers::count) - 1;
    return all;
}

Duration ThreadStop::release() noexcept {
    const pid_t tid = std::exchange(tid_, 0);
    if (tid == 0) return Duration::zero();
    ::ptrace(PTRACE_DETACH, tid, nullptr, static_cast<std::intptr_t>(signal_));
    return Clock::now() - since_;
}

}  // namespace hangar::os
