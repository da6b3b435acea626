// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

namespace hangar::actor {

// What an actor has to put right when it ends, last first: temporary files, registrations. Runs
// also when it was cancelled or interrupted; one that throws is reported and does not stop the
// others. Belongs to the actor's thread.
class LifetimeStack {
  public:
    LifetimeStack() = default;
    LifetimeStack(const LifetimeStack&) = delete;
    LifetimeStack& operator=(const LifetimeStack&) = delete;
    ~LifetimeStack() { unwind(); }

    void defer(std::function<void()> action) { actions_.push_back(std::move(action)); }
    [[nodiscard]] bool empty() const noexcept { return actions_.empty(); }
    void unwind() noexcept;

  private:
    std::vector<std::function<void()>> actions_;
};

}  // namespace hangar::actor
