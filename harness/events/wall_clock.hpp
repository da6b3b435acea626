// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/harness/events/event.hpp>

namespace hangar::events {

// The time of day when this was first asked for, and what has passed since then: a clock that
// somebody sets meanwhile moves no event, and nothing ends before it has begun. Any thread.
[[nodiscard]] WallTime wall_now();

}  // namespace hangar::events
