// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/sleep.hpp>

#include <hangar/backends/runtime/loop.hpp>

namespace hangar::runtime {

void Sleep::arm() {
    if (until_ != os::TimePoint::max()) timer_.arm(until_, [this] { complete(); });
}

Sleep sleep_for(os::Duration d) noexcept {
    return Sleep(from_now(d));
}

}  // namespace hangar::runtime
