// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace hangar::faults {

// The clocks of this process, and of what it forks, go on from a while later or earlier: as if
// somebody had set the time, or the machine had been suspended. Any thread.
void jump_wall_clock(std::chrono::seconds by) noexcept;
void jump_steady_clock(std::chrono::seconds by) noexcept;  // requires: not back

// What is added to that clock, in seconds.
[[nodiscard]] std::int64_t clock_offset(int clock) noexcept;

}  // namespace hangar::faults
