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

// They are equal for all of them.
const TestRules& rules_of(const Batch& batch) {
    return *batch.front().rules;
}

}  // namespace

Schedule::Schedule(std::vector<Batch> batches, ScheduleRules rules)
    : batches_(std::move(batches)),
      rules_(std::move(rules)),
      random_(rules_.seed.value_or(0)),
      order_(batches_.size()),
      free_(rules_.slots) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    for (auto& batch : batches_)
        for (auto& job : batch) job.attempt = 0;
}

Batch* Schedule::next() {
    if (waiting_.empty() && free_ == rules_.slots && round_ < rules_.rounds) begin_round();
    for (auto at = waiting_.begin(); at != waiting_.end(); ++at) {
        Batch& batch = batches_[*at];
        if (group_is_busy(batch)) continue;
        if (width(batch) > free_) return nullptr;
        waiting_.erase(at);
        return start(batch);
    }
    return nullptr;
}

Batch* Schedule::start(Batch& batch) {
    for (Job& job : batch) {
        ++job.attempt;
        job.round = round_;
        job.retries = job.rules->retries;
        job.failed = false;
    }
    free_ -= width(batch);
    const auto& group = rules_of(batch).group;
    if (!group.empty()) ++running_in_group_[group];
    return &batch;
}

void Schedule::begin_round() {
    ++round_;
    if (rules_.seed) shuffle(order_, random_);
    waiting_.assign(order_.begin(), order_.end());
    for (const auto& batch : batches_) ++not_over_[batch.front().program];
}

// One that wants more than there are has them all.
int Schedule::width(const Batch& batch) const noexcept {
    return std::min(rules_of(batch).slots, rules_.slots);
}

bool Schedule::group_is_busy(const Batch& batch) const {
    const auto& group = rules_of(batch).group;
    const auto running = running_in_group_.find(group);
    if (running == running_in_group_.end()) return false;
    const auto limit = rules_.groups.find(group);
    return running->second >= (limit != rules_.groups.end() ? limit->second : 1);
}

void Schedule::give_back(const Batch& batch) noexcept {
    free_ += width(batch);
    const auto group = running_in_group_.find(rules_of(batch).group);
    if (group != running_in_group_.end()) --group->second;
    const auto left = not_over_.find(batch.front().program);
    if (left != not_over_.end()) --left->second;
}

bool Schedule::is_through(const Program& program) const {
    const auto left = not_over_.find(&program);
    return round_ >= rules_.rounds && left != not_over_.end() && left->second == 0;
}

}  // namespace hangar::run
