// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/timer.hpp>

#include <utility>

#include <hangar/backends/runtime/loop.hpp>

namespace hangar::runtime {

void Timer::arm(os::TimePoint when, Callback callback) {
    disarm();
    callback_ = std::move(callback);
    queue_ = &Loop::running().timers();
    position_ = queue_->emplace(when, this);
}

void Timer::disarm() noexcept {
    if (queue_ == nullptr) return;
    queue_->erase(position_);
    queue_ = nullptr;
}

void Timer::fire() {
    disarm();
    const Callback callback = std::move(callback_);
    callback();
}

}  // namespace hangar::runtime
