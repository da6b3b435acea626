// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <algorithm>
#include <hangar/diag/os/signal_timer.hpp>
#include <utility>

namespace hangar::os {
namespace {

// An expiry of zero would disarm the timer: what has passed fires after a nanosecond.
itimerspec once_after(Duration left) {
    const auto ns = std::max<std::chrono::nanoseconds>(left, std::chrono::nanoseconds(1));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(ns);
    return {{}, {seconds.count(), (ns - seconds).count()}};
}

}  // namespace

Result<SignalTimer> SignalTimer::start(int signal, Deadline deadline) {
    SignalTimer timer;
    if (deadline.is_never()) return timer;
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = signal;
    if (::timer_create(CLOCK_MONOTONIC, &event, &timer.timer_) != 0)
        return last_error("timer_create");
    timer.started_ = true;
    const itimerspec when = once_after(deadline.left());
    if (::timer_settime(timer.timer_, 0, &when, nullptr) != 0) return last_error("timer_settime");
    return timer;
}

SignalTimer::SignalTimer(SignalTimer&& other) noexcept
    : timer_(other.timer_), started_(std::exchange(other.started_, false)) {}

SignalTimer& SignalTimer::operator=(SignalTimer&& other) noexcept {
    if (this == &other) return *this;
    stop();
    timer_ = other.timer_;
    started_ = std::exchange(other.started_, false);
    return *this;
}

void SignalTimer::stop() noexcept {
    if (std::exchange(started_, false)) ::timer_delete(timer_);
}

}  // namespace hangar::os
