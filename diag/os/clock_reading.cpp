// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/diag/os/clock_reading.hpp>

namespace hangar::os {

Result<std::chrono::nanoseconds> read_clock(clockid_t clock) {
    timespec now{};
    if (::clock_gettime(clock, &now) != 0)
        return last_error("clock_gettime", fmt::format("clock {}", clock));
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

}  // namespace hangar::os
