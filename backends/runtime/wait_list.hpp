// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <deque>

#include <hangar/backends/runtime/park.hpp>

namespace hangar::runtime {

// Those who wait for a primitive, first come first. Not owned; a park takes itself off.
template <class Waiter>
class WaitList {
  public:
    void add(Waiter& waiter) { waiters_.push_back(&waiter); }
    void remove(Waiter& waiter) noexcept { std::erase(waiters_, &waiter); }
    [[nodiscard]] bool empty() const noexcept { return waiters_.empty(); }
    // The first in line, taken off; null when there is none.
    [[nodiscard]] Waiter* take() noexcept {
        if (waiters_.empty()) return nullptr;
        Waiter* first = waiters_.front();
        waiters_.pop_front();
        return first;
    }

  private:
    std::deque<Waiter*> waiters_;
};

}  // namespace hangar::runtime
