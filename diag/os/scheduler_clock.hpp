// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <optional>

namespace hangar::os {

// What the clock says in which the scheduler notes when a thread ran last (read_last_run). Each
// processor has its own: they fall behind CLOCK_MONOTONIC by the time that interrupts and other
// guests of the machine take, by seconds in a day. Not synchronised.
class SchedulerClock {
  public:
    // Of that processor (field 39 of a thread's stat). The first time, the calling thread moves
    // there for a moment. Empty: it may not run there, or the kernel does not tell.
    [[nodiscard]] std::optional<std::chrono::nanoseconds> now(int processor);

  private:
    std::map<int, std::optional<std::chrono::nanoseconds>> behind_;  // CLOCK_MONOTONIC
};

}  // namespace hangar::os
