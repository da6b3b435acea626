// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <hangar/diag/os/self_kill.hpp>

namespace hangar::os {
namespace {

// Of which process the timer is: a forked child has its parent's memory, but not its timers.
constinit std::atomic<pid_t> owner{0};
constinit std::atomic<bool> armed{false};
timer_t timer{};

}  // namespace

Status prepare_self_kill() {
    if (owner.load() == ::getpid()) return {};
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGKILL;
    if (::timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) return last_error("timer_create");
    armed = false;
    owner = ::getpid();
    return {};
}

void arm_self_kill(std::chrono::seconds grace) noexcept {
    if (owner.load() != ::getpid() || armed.exchange(true)) return;
    itimerspec when{};
    when.it_value.tv_sec = grace.count();
    ::timer_settime(timer, 0, &when, nullptr);
}

}  // namespace hangar::os
