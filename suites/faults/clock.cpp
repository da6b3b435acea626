// SPDX-License-Identifier: Apache-2.0
// The C library's clock_gettime, in front of which stands this program's: every reading of a clock
// in it, the standard library's as well, goes through here, in children, too.
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <hangar/suites/faults/clock.hpp>

namespace hangar::faults {
namespace {

constinit std::atomic<std::int64_t> wall_offset{0};
constinit std::atomic<std::int64_t> steady_offset{0};

}  // namespace

void jump_wall_clock(std::chrono::seconds by) noexcept {
    wall_offset += by.count();
}

void jump_steady_clock(std::chrono::seconds by) noexcept {
    steady_offset += by.count();
}

std::int64_t clock_offset(int clock) noexcept {
    if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) return wall_offset;
    if (clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_COARSE) return steady_offset;
    return 0;
}

}  // namespace hangar::faults

extern "C" int clock_gettime(clockid_t clock, timespec* now) noexcept {
    const long result = ::syscall(SYS_clock_gettime, clock, now);
    if (result == 0) now->tv_sec += hangar::faults::clock_offset(clock);
    return static_cast<int>(result);
}
