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
    // The first in line, taken off; null when there is none.
    [[nodiscard]] Waiter* take() noexcept {
        WaitLink* const first = line_.first();
        if (first == nullptr) return nullptr;
        line_.remove(*first);
        return static_cast<Waiter*>(first);
    }

  private:
    WaitLine line_;
};

}  // namespace hangar::runtime
