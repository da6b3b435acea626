// SPDX-License-Identifier: Apache-2.0
#include <sched.h>
#include <time.h>

#include <algorithm>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_schedule.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/scheduler_clock.hpp>

namespace hangar::os {
namespace {

using std::chrono::nanoseconds;

nanoseconds monotonic_now() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
}

// On a processor, as long as this lives.
class Visit {
  public:
    explicit Visit(int processor) {
        if (processor < 0 || processor >= CPU_SETSIZE) return;
        if (::sched_getaffinity(0, sizeof(before_), &before_) != 0) return;
        cpu_set_t there;
        CPU_ZERO(&there);
        CPU_SET(static_cast<unsigned>(processor), &there);
        moved_ = ::sched_setaffinity(0, sizeof(there), &there) == 0;
    }
    ~Visit() {
        if (moved_) ::sched_setaffinity(0, sizeof(before_), &before_);
    }
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    explicit operator bool() const noexcept { return moved_; }

  private:
    cpu_set_t before_{};
    bool moved_ = false;
};

// We run on that processor: our own note is of just now. What came between makes it look older, so
// the least of a few is the truth.
std::optional<nanoseconds> measure(int processor) {
    constexpr int readings = 5;
    const Visit visit(processor);
    const auto self = ProcDir::open(this_process().pid).and_then([](const ProcDir& dir) {
        return dir.task(this_thread());
    });
    if (!visit || !self) return std::nullopt;
    std::optional<nanoseconds> behind;
    for (int reading = 0; reading < readings; ++reading) {
        ::sched_yield();
        const auto ran = read_last_run(*self);
        if (!ran) return std::nullopt;
        const nanoseconds now = monotonic_now() - *ran;
        behind = std::min(behind.value_or(now), now);
    }
    return behind;
}

}  // namespace

std::optional<nanoseconds> SchedulerClock::now(int processor) {
    auto known = behind_.find(processor);
    if (known == behind_.end()) known = behind_.emplace(processor, measure(processor)).first;
    if (!known->second) return std::nullopt;
    return monotonic_now() - *known->second;
}

}  // namespace hangar::os
