// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/runtime/park.hpp>
#include <hangar/backends/runtime/wait_link.hpp>

namespace hangar::runtime {

// Those who wait for a primitive, first come first. Not owned; a park takes itself off.
template <class Waiter>
class WaitList {
  public:
    void add(Waiter& waiter) noexcept { line_.add(waiter); }
    void remove(Waiter& waiter) noexcept { line_.remove(waiter); }
    [[nodiscard]] bool empty() const noexcept { return line_.first() == nullptr; }
    // The first in line; null when there is none.
    [[nodiscard]] Waiter* first() const noexcept { return static_cast<Waiter*>(line_.first()); }
    // The same, taken off.
    [[nodiscard]] Waiter* take() noexcept {
        Waiter* const waiter = first();
        if (waiter != nullptr) line_.remove(*waiter);
        return waiter;
    }

  private:
    WaitLine line_;
};

}  // namespace hangar::runtime
