// SPDX-License-Identifier: Apache-2.0
#include <linux/futex.h>
#include <sys/syscall.h>

#include <hangar/diag/os/clock_reading.hpp>
#include <hangar/diag/snapshot/call_timeout.hpp>

namespace hangar::snapshot {
namespace {

using std::chrono::milliseconds;
using Timeout = std::optional<milliseconds>;

struct Pair {  // a timespec or a timeval of the kernel's
    std::int64_t seconds;
    std::int64_t fraction;
};

milliseconds to_milliseconds(const Pair& time, std::int64_t fractions_in_a_millisecond) {
    constexpr std::int64_t most = INT64_MAX / 2000;
    if (time.seconds < 0) return milliseconds(0);
    return std::chrono::seconds(std::min(time.seconds, most)) +
           milliseconds(time.fraction / fractions_in_a_millisecond);
}

Timeout at_pointer(std::uint64_t address, std::int64_t fractions, const TargetMemory& memory) {
    if (address == 0) return std::nullopt;
    const auto time = memory.read<Pair>(address);
    return time ? to_milliseconds(*time, fractions) : milliseconds(0);
}

Timeout timespec_at(std::uint64_t address, const TargetMemory& memory) {
    return at_pointer(address, 1'000'000, memory);
}

// An instant on `clock`, as what is left of it.
Timeout left_until(Timeout instant, clockid_t clock) {
    const auto now = os::read_clock(clock);
    if (!instant || !now) return instant;
    return std::max(milliseconds(0), *instant - std::chrono::duration_cast<milliseconds>(*now));
}

// A signed number of milliseconds, negative for ever.
Timeout in_register(std::uint64_t argument) {
    const auto value = static_cast<std::int32_t>(argument);
    if (value < 0) return std::nullopt;
    return milliseconds(value);
}

Timeout futex_timeout(const os::ProcSyscall& call, const TargetMemory& memory) {
    const auto given = timespec_at(call.arguments[3], memory);
    const bool real_time = (call.arguments[1] & FUTEX_CLOCK_REALTIME) != 0;
    switch (call.arguments[1] & FUTEX_CMD_MASK) {
        case FUTEX_WAIT:
            return given;
        case FUTEX_LOCK_PI:
            return left_until(given, CLOCK_REALTIME);
        default:
            return left_until(given, real_time ? CLOCK_REALTIME : CLOCK_MONOTONIC);
    }
}

Timeout sleep_timeout(const os::ProcSyscall& call, const TargetMemory& memory) {
    const auto given = timespec_at(call.arguments[2], memory);
    const bool absolute = (call.arguments[1] & TIMER_ABSTIME) != 0;
    if (!given) return milliseconds(0);
    return absolute ? left_until(given, static_cast<clockid_t>(call.arguments[0])) : given;
}

}  // namespace

std::optional<milliseconds> call_timeout(const os::ProcSyscall& call, const TargetMemory& memory) {
    const auto& argument = call.arguments;
    switch (call.number) {
        case SYS_futex:
            return futex_timeout(call, memory);
#ifdef SYS_poll
        case SYS_poll:
            return in_register(argument[2]);
        case SYS_select:
            return at_pointer(argument[4], 1'000, memory);
        case SYS_epoll_wait:
            return in_register(argument[3]);
#endif
        case SYS_epoll_pwait:
            return in_register(argument[3]);
        case SYS_ppoll:
            return timespec_at(argument[2], memory);
        case SYS_pselect6:
            return timespec_at(argument[4], memory);
        case SYS_epoll_pwait2:
            return timespec_at(argument[3], memory);
        case SYS_rt_sigtimedwait:
            return timespec_at(argument[2], memory);
        case SYS_recvmmsg:
            return timespec_at(argument[4], memory);
        case SYS_semtimedop:
            return timespec_at(argument[3], memory);
        case SYS_mq_timedsend:
        case SYS_mq_timedreceive:
            return timespec_at(argument[4], memory);
        case SYS_nanosleep:
            return timespec_at(argument[0], memory).value_or(milliseconds(0));
        case SYS_clock_nanosleep:
            return sleep_timeout(call, memory);
        // Only calls with a limit are restarted under this number.
        case SYS_restart_syscall:
            return milliseconds(0);
        default:
            return std::nullopt;
    }
}

}  // namespace hangar::snapshot
