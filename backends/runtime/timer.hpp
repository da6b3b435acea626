// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>

#include <hangar/diag/os/deadline.hpp>

namespace hangar::runtime {

class Timer;
using TimerQueue = std::multimap<os::TimePoint, Timer*>;

// Calls something once at an instant of its loop's clock. Cancels itself when it goes.
// Only its loop's thread may touch it.
class Timer {
  public:
    using Callback = std::function<void()>;

    Timer() = default;
    ~Timer() { disarm(); }
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    // On the current loop; an armed timer is armed anew. `callback` must not throw.
    void arm(os::TimePoint when, Callback callback);
    void disarm() noexcept;
    [[nodiscard]] bool armed() const noexcept { return queue_ != nullptr; }

  private:
    friend class Loop;
    void fire();

    TimerQueue* queue_ = nullptr;
    TimerQueue::iterator position_;
    Callback callback_;
};

}  // namespace hangar::runtime
