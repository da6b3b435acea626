// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace hangar::runtime {

// How many tasks the loops of this process have, roots included: the gauge "tasks". Any thread.
class TaskCount {
  public:
    // Relaxed: a number that nothing else hangs on.
    static void add() noexcept { count_.fetch_add(1, std::memory_order_relaxed); }
    static void remove() noexcept { count_.fetch_sub(1, std::memory_order_relaxed); }
    [[nodiscard]] static std::int64_t now() noexcept {
        return count_.load(std::memory_order_relaxed);
    }
    // A forked child runs none of its parent's.
    static void forget_in_child() noexcept { count_.store(0, std::memory_order_relaxed); }

  private:
    static constinit std::atomic<std::int64_t> count_;
};

}  // namespace hangar::runtime
