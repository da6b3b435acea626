// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include <hangar/harness/run/program.hpp>

namespace hangar::run {

// How the tests of a run follow each other.
struct ScheduleRules {
    int rounds = 1;                     // a round begins when the one before is over
    int retries = 0;                    // of a test, in each round
    std::optional<std::uint64_t> seed;  // each round in an order of its own; empty: as given
};

// What runs next. The same jobs under the same rules come in the same order.
// Belongs to the dispatcher; not synchronised.
class Schedule {
  public:
    Schedule(std::vector<Job> jobs, const ScheduleRules& rules);

    // The next job that may start now, its attempt and round filled in; null: none, as yet or any
    // more. It stays valid, and is the caller's to change, until he gives it back.
    [[nodiscard]] Job* next();
    // Its last attempt in this round is over.
    void give_back(const Job& job) noexcept;

  private:
    void begin_round();

    std::vector<Job> jobs_;
    ScheduleRules rules_;
    std::mt19937_64 random_;
    std::vector<std::size_t> order_;
    std::size_t next_ = 0;
    int round_ = 0;
    int running_ = 0;
};

}  // namespace hangar::run
