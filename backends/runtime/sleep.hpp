// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/runtime/park.hpp>
#include <hangar/backends/runtime/timer.hpp>
#include <hangar/diag/os/deadline.hpp>

namespace hangar::runtime {

// co_await sleep_until(t): on the loop's clock; an instant that has passed still lets others run.
class [[nodiscard]] Sleep final : public Park {
  public:
    explicit Sleep(os::TimePoint until) noexcept
        : Park(until == os::TimePoint::max() ? tasks::WaitKind::forever : tasks::WaitKind::sleep,
               nullptr),
          until_(until) {}
    void await_resume() const { throw_if_cancelled(); }

  private:
    void arm() override;
    void disarm() noexcept override { timer_.disarm(); }

    os::TimePoint until_;
    Timer timer_;
};

[[nodiscard]] inline Sleep sleep_until(os::TimePoint t) noexcept {
    return Sleep(t);
}
[[nodiscard]] Sleep sleep_for(os::Duration d) noexcept;
// Until it is cancelled.
[[nodiscard]] inline Sleep sleep_forever() noexcept {
    return Sleep(os::TimePoint::max());
}

// co_await checkpoint(): lets every other ready task run once; throws if the scope is cancelled.
class [[nodiscard]] Checkpoint final : public Park {
  public:
    Checkpoint() noexcept : Park(tasks::WaitKind::yield, nullptr) {}
    void await_resume() const { throw_if_cancelled(); }

  private:
    void arm() override { complete_when_armed(); }
    void disarm() noexcept override {}
};

[[nodiscard]] inline Checkpoint checkpoint() noexcept {
    return {};
}

}  // namespace hangar::runtime
