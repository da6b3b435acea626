// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/runtime/park.hpp>

namespace hangar::runtime {

// Those who wait for a primitive, first come first. Links that lie in the parks themselves: nothing
// is allocated, and a park takes itself off from anywhere in the line. Not owned.
class ParkQueue {
  public:
    ParkQueue() = default;
    ParkQueue(const ParkQueue&) = delete;
    ParkQueue& operator=(const ParkQueue&) = delete;

    void add(Park& park) noexcept {
        park.queue_next_ = nullptr;
        park.queue_previous_ = last_;
        (last_ != nullptr ? last_->queue_next_ : first_) = &park;
        last_ = &park;
    }
    // Requires: it is in this queue.
    void remove(Park& park) noexcept {
        (park.queue_previous_ != nullptr ? park.queue_previous_->queue_next_ : first_) =
            park.queue_next_;
        (park.queue_next_ != nullptr ? park.queue_next_->queue_previous_ : last_) =
            park.queue_previous_;
    }
    [[nodiscard]] Park* first() const noexcept { return first_; }

  private:
    Park* first_ = nullptr;
    Park* last_ = nullptr;
};

template <class Waiter>
class WaitList {
  public:
    void add(Waiter& waiter) noexcept { parks_.add(waiter); }
    void remove(Waiter& waiter) noexcept { parks_.remove(waiter); }
    [[nodiscard]] bool empty() const noexcept { return parks_.first() == nullptr; }
    // The first in line; null when there is none.
    [[nodiscard]] Waiter* first() const noexcept { return static_cast<Waiter*>(parks_.first()); }
    // The first in line, taken off; null when there is none.
    [[nodiscard]] Waiter* take() noexcept {
        Park* const first = parks_.first();
        if (first == nullptr) return nullptr;
        parks_.remove(*first);
        return static_cast<Waiter*>(first);
    }

  private:
    ParkQueue parks_;
};

}  // namespace hangar::runtime
