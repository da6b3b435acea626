// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <random>

#include <hangar/backends/runtime/context.hpp>

namespace hangar::runtime {

// The tasks that can run: first come, first served, or in an order drawn from a seed, so that a
// test can try a thousand schedules and repeat the one that failed. Not synchronised.
class ReadyQueue {
  public:
    explicit ReadyQueue(std::optional<std::uint64_t> seed) {
        if (seed) random_.emplace(*seed);
    }
    void push(TaskContext& task) { tasks_.push_back(&task); }
    [[nodiscard]] bool empty() const noexcept { return tasks_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return tasks_.size(); }
    // Requires: not empty.
    [[nodiscard]] TaskContext& pop() {
        if (random_) std::swap(tasks_.front(), tasks_[(*random_)() % tasks_.size()]);
        TaskContext& task = *tasks_.front();
        tasks_.pop_front();
        return task;
    }

  private:
    std::deque<TaskContext*> tasks_;
    std::optional<std::mt19937_64> random_;
};

}  // namespace hangar::runtime
