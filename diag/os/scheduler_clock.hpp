// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <vector>

namespace hangar::os {

// The clock by which the scheduler says when a thread ran last (read_last_run). Each processor has
// its own, and it stands still while a virtual machine's host or an interrupt has the processor: on
// a busy host it falls behind by seconds. How far, a thread learns that has just run there itself.
// A value; any thread.
class SchedulerClock {
  public:
    // Goes from one processor to the next of those that the calling thread may run on, the first
    // `most` of them, and back: some 50 us each, or as long as it takes to get a turn.
    [[nodiscard]] static SchedulerClock measure(int most = 64);

    // How long ago `last_run`, on this processor, was; never negative.
    [[nodiscard]] std::chrono::nanoseconds since(std::chrono::nanoseconds last_run,
                                                 int processor) const;

  private:
    // Behind CLOCK_MONOTONIC, by processor. Where it was not measured, nothing is assumed.
    std::vector<std::chrono::nanoseconds> behind_;
};

}  // namespace hangar::os
