// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/os/deadline.hpp>
#include <limits>

namespace hangar::os {

Deadline Deadline::after(Duration d) noexcept {
    const TimePoint now = Clock::now();
    if (d > TimePoint::max() - now) return never();
    if (d < Duration::zero()) return Deadline(now);
    return Deadline(now + d);
}

Duration Deadline::left() const noexcept {
    if (is_never()) return Duration::max();
    return std::max(when_ - Clock::now(), Duration::zero());
}

int Deadline::poll_timeout_ms() const noexcept {
    if (is_never()) return -1;
    // Rounded up, or a caller that polls again until the deadline would spin its last millisecond.
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(left()).count();
    return static_cast<int>(std::min<decltype(ms)>(ms, std::numeric_limits<int>::max()));
}

Deadline Deadline::earlier(Deadline other) const noexcept {
    return std::min(*this, other);
}

}  // namespace hangar::os
