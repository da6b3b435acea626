// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <hangar/harness/run/program.hpp>

namespace hangar::run {

// How the tests of a run follow each other.
struct ScheduleRules {
    int rounds = 1;                       // a round begins when the one before is over
    std::optional<std::uint64_t> seed{};  // each round in an order of its own; empty: as given
    int slots = 1;                        // that tests share; each takes one or more
    std::map<std::string, int, std::less<>> groups{};  // tests at a time of a group; else 1
};

// What runs next. The same tests under the same rules come in the same order, but that a test whose
// group is busy lets others pass. One that needs more slots than are free holds the others up: it
// would never have its turn otherwise.
// Belongs to the dispatcher; not synchronised.
class Schedule {
  public:
    Schedule(std::vector<Batch> batches, ScheduleRules rules);

    // The next tests that may start now, their attempts and round filled in; null: none, as yet or
    // any more. They stay valid, and are the caller's to change, until he gives them back.
    [[nodiscard]] Batch* next();
    // Their last attempts in this round are over.
    void give_back(const Batch& batch) noexcept;
    // All tests of the program have been given back, and no round is to follow.
    [[nodiscard]] bool is_through(const Program& program) const;

  private:
    void begin_round();
    [[nodiscard]] int width(const Batch& batch) const noexcept;
    [[nodiscard]] bool group_is_busy(const Batch& batch) const;
    Batch* start(Batch& batch);

    std::vector<Batch> batches_;
    ScheduleRules rules_;
    std::mt19937_64 random_;
    std::vector<std::size_t> order_;
    std::list<std::size_t> waiting_;                  // in this round, in its order
    std::map<const Program*, std::size_t> not_over_;  // its batches, in this round
    std::map<std::string, int, std::less<>> running_in_group_;
    int round_ = 0;
    int free_;
};

}  // namespace hangar::run
