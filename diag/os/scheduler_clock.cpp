// SPDX-License-Identifier: Apache-2.0
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <hangar/diag/os/proc_schedule.hpp>
#include <hangar/diag/os/scheduler_clock.hpp>

namespace hangar::os {
namespace {

using std::chrono::nanoseconds;

nanoseconds monotonic_now() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
}

// For a thread that has been put on its processor just now.
std::optional<nanoseconds> behind_here(const ProcDir& self) {
    const auto at = read_last_run(self);
    if (!at) return std::nullopt;
    return std::max(nanoseconds(0), monotonic_now() - *at);
}

}  // namespace

SchedulerClock SchedulerClock::measure(int most) {
    SchedulerClock clock;
    const auto process = ProcDir::open(::getpid());
    const auto self = process ? process->task(::gettid()) : tl::unexpected(process.error());
    cpu_set_t before;
    if (!self || ::sched_getaffinity(0, sizeof before, &before) != 0) return clock;
    for (int processor = 0; processor < CPU_SETSIZE && most > 0; ++processor) {
        if (!CPU_ISSET(processor, &before)) continue;
        --most;
        cpu_set_t only;
        CPU_ZERO(&only);
        CPU_SET(processor, &only);
        if (::sched_setaffinity(0, sizeof only, &only) != 0) continue;
        const auto behind = behind_here(*self);
        if (!behind) continue;
        clock.behind_.resize(static_cast<std::size_t>(processor) + 1);
        clock.behind_.back() = *behind;
    }
    ::sched_setaffinity(0, sizeof before, &before);
    return clock;
}

nanoseconds SchedulerClock::since(nanoseconds last_run, int processor) const {
    const auto index = static_cast<std::size_t>(processor);
    const nanoseconds behind = index < behind_.size() ? behind_[index] : nanoseconds(0);
    return std::max(nanoseconds(0), monotonic_now() - behind - last_run);
}

}  // namespace hangar::os
