// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/process.hpp>

namespace hangar::reap {

// A process that should have nothing to do and keeps a processor busy.
struct Runaway {
    os::ProcessId id;
    std::string command;
    pid_t thread = 0;  // the busiest
};

// Finds runaways among processes whose test has ended: a thread with more than 95 % of a processor
// between two samples at least 50 ms apart; or, on a machine that is busy otherwise, one that never
// rested in between: it ran or stood in the queue at both, and has not once given its processor up
// by itself. A sample costs as much as there are such processes; nothing waits here. Each runaway
// is told once. Not synchronised.
class RunawayDetector {
  public:
    static constexpr std::chrono::milliseconds least_interval{50};

    // Samples these processes. Those that were busy since their last sample are the result.
    [[nodiscard]] std::vector<Runaway> sample(const std::vector<os::ProcessId>& processes);

  private:
    struct Activity {
        os::Duration on_cpu{};
        std::uint64_t rests = 0;  // how often it gave its processor up by itself
        bool runnable = false;
    };
    struct Sample {
        os::TimePoint when;
        std::map<pid_t, Activity> threads;
        bool told = false;
    };
    static Sample take(const os::ProcessId& id);
    // The thread that ran away; 0: none.
    static pid_t busy_thread(const Sample& before, const Sample& now);

    std::map<os::ProcessId, Sample> samples_;
};

}  // namespace hangar::reap
