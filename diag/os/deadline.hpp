// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace hangar::os {

using Clock = std::chrono::steady_clock;
using Duration = Clock::duration;
using TimePoint = Clock::time_point;

// An instant on the steady clock by which something must have ended. A value; any thread.
class Deadline {
  public:
    [[nodiscard]] static Deadline never() noexcept { return Deadline(TimePoint::max()); }
    [[nodiscard]] static Deadline after(
        Duration d) noexcept;  // saturates; d < 0 has passed already
    [[nodiscard]] static Deadline at(TimePoint t) noexcept { return Deadline(t); }

    [[nodiscard]] TimePoint when() const noexcept { return when_; }
    [[nodiscard]] bool is_never() const noexcept { return when_ == TimePoint::max(); }
    [[nodiscard]] bool passed() const noexcept { return !is_never() && Clock::now() >= when_; }
    [[nodiscard]] Duration left() const noexcept;  // never negative; Duration::max() for never
    [[nodiscard]] int poll_timeout_ms() const noexcept;  // rounded up; -1 for never
    [[nodiscard]] Deadline earlier(Deadline other) const noexcept;
    friend auto operator<=>(const Deadline&, const Deadline&) = default;

  private:
    explicit Deadline(TimePoint t) noexcept : when_(t) {}
    TimePoint when_;
};

}  // namespace hangar::os
