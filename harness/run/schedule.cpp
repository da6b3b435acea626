// SPDX-License-Identifier: Apache-2.0
#include <numeric>
#include <utility>

#include <hangar/harness/run/schedule.hpp>

namespace hangar::run {
namespace {

// The library's own shuffle may differ from one to the next.
void shuffle(std::vector<std::size_t>& order, std::mt19937_64& random) {
    for (std::size_t left = order.size(); left > 1; --left)
        std::swap(order[left - 1], order[random() % left]);
}

}  // namespace

Schedule::Schedule(std::vector<Job> jobs, const ScheduleRules& rules)
    : jobs_(std::move(jobs)), rules_(rules), random_(rules.seed.value_or(0)), order_(jobs_.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    for (auto& job : jobs_) job.attempt = 0;
    next_ = order_.size();
}

Job* Schedule::next() {
    if (next_ == order_.size() && running_ == 0 && round_ < rules_.rounds) begin_round();
    if (next_ == order_.size()) return nullptr;
    Job& job = jobs_[order_[next_++]];
    ++job.attempt;
    job.round = round_;
    job.retries = rules_.retries;
    job.failed = false;
    ++running_;
    return &job;
}

void Schedule::begin_round() {
    ++round_;
    next_ = 0;
    if (rules_.seed) shuffle(order_, random_);
}

void Schedule::give_back(const Job&) noexcept {
    --running_;
}

}  // namespace hangar::run
