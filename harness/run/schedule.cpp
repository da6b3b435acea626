// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
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

Schedule::Schedule(std::vector<Job> jobs, ScheduleRules rules)
    : jobs_(std::move(jobs)),
      rules_(std::move(rules)),
      random_(rules_.seed.value_or(0)),
      order_(jobs_.size()),
      free_(rules_.slots) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    for (auto& job : jobs_) job.attempt = 0;
}

Job* Schedule::next() {
    if (waiting_.empty() && free_ == rules_.slots && round_ < rules_.rounds) begin_round();
    for (auto at = waiting_.begin(); at != waiting_.end(); ++at) {
        Job& job = jobs_[*at];
        if (group_is_busy(job)) continue;
        if (width(job) > free_) return nullptr;
        waiting_.erase(at);
        return start(job);
    }
    return nullptr;
}

Job* Schedule::start(Job& job) {
    ++job.attempt;
    job.round = round_;
    job.retries = job.rules->retries;
    job.failed = false;
    free_ -= width(job);
    if (!job.rules->group.empty()) ++running_in_group_[job.rules->group];
    return &job;
}

void Schedule::begin_round() {
    ++round_;
    if (rules_.seed) shuffle(order_, random_);
    waiting_.assign(order_.begin(), order_.end());
}

// One that wants more than there are has them all.
int Schedule::width(const Job& job) const noexcept {
    return std::min(job.rules->slots, rules_.slots);
}

bool Schedule::group_is_busy(const Job& job) const {
    const auto running = running_in_group_.find(job.rules->group);
    if (running == running_in_group_.end()) return false;
    const auto limit = rules_.groups.find(job.rules->group);
    return running->second >= (limit != rules_.groups.end() ? limit->second : 1);
}

void Schedule::give_back(const Job& job) noexcept {
    free_ += width(job);
    const auto group = running_in_group_.find(job.rules->group);
    if (group != running_in_group_.end()) --group->second;
}

}  // namespace hangar::run
