// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sched.h>

#include <hangar/diag/os/invariant.hpp>

namespace hangar::bench {

// While it lives, the calling thread and what it starts share one processor. Two that talk to each
// other otherwise share one or wake each other across two as the scheduler pleases: the same round
// trip takes 10 us or 40.
class OnOneProcessor {
  public:
    OnOneProcessor() {
        os::require(::sched_getaffinity(0, sizeof before_, &before_) == 0, "the affinity is known");
        const int here = ::sched_getcpu();
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<unsigned>(here), &one);
        os::require(::sched_setaffinity(0, sizeof one, &one) == 0, "a thread may stay where it is");
    }
    ~OnOneProcessor() { ::sched_setaffinity(0, sizeof before_, &before_); }
    OnOneProcessor(const OnOneProcessor&) = delete;
    OnOneProcessor& operator=(const OnOneProcessor&) = delete;

  private:
    cpu_set_t before_{};
};

}  // namespace hangar::bench
