// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <hangar/harness/run/program.hpp>

namespace hangar::run {

// Whose turn it is among the tests that share a process. Until one begins, and between two, it is
// the first that has not ended: what goes wrong then keeps that one from running.
// Requires: at least one test. Not synchronised.
class Turns {
  public:
    explicit Turns(std::vector<Job*> jobs)
        : jobs_(std::move(jobs)), ended_(jobs_.size()), left_(jobs_.size()) {}

    [[nodiscard]] Job& current() const noexcept { return *jobs_[current_]; }
    [[nodiscard]] const std::vector<Job*>& jobs() const noexcept { return jobs_; }
    [[nodiscard]] bool has_begun() const noexcept { return begun_; }
    [[nodiscard]] bool any_has_begun() const noexcept { return any_begun_; }
    // The others have ended.
    [[nodiscard]] bool is_last() const noexcept { return left_ == 1; }
    [[nodiscard]] bool all_ended() const noexcept { return left_ == 0; }
    // Counts the changes of turn.
    [[nodiscard]] int number() const noexcept { return number_; }

    void begin(std::size_t test) noexcept {
        current_ = test;
        begun_ = any_begun_ = true;
        ++number_;
    }
    void end() noexcept {
        ended_[current_] = true;
        --left_;
        begun_ = false;
        const auto next = std::ranges::find(ended_, false);
        if (next != ended_.end()) current_ = static_cast<std::size_t>(next - ended_.begin());
        ++number_;
    }
    [[nodiscard]] std::vector<Job*> remaining() const {
        std::vector<Job*> left;
        for (std::size_t i = 0; i < jobs_.size(); ++i)
            if (!ended_[i]) left.push_back(jobs_[i]);
        return left;
    }

  private:
    std::vector<Job*> jobs_;
    std::vector<bool> ended_;
    std::size_t left_;
    std::size_t current_ = 0;
    int number_ = 0;
    bool begun_ = false;
    bool any_begun_ = false;
};

}  // namespace hangar::run
