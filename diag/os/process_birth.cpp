// SPDX-License-Identifier: Apache-2.0
#include <time.h>
#include <unistd.h>

#include <hangar/diag/os/process_birth.hpp>

namespace hangar::os {

std::chrono::system_clock::time_point birth_of(const ProcessId& id) noexcept {
    using std::chrono::nanoseconds;
    timespec uptime{};
    ::clock_gettime(CLOCK_BOOTTIME, &uptime);
    const auto ticks_a_second = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    const auto born =
        nanoseconds(static_cast<std::int64_t>(id.start_time * (1'000'000'000U / ticks_a_second)));
    const auto age = std::chrono::seconds(uptime.tv_sec) + nanoseconds(uptime.tv_nsec) - born;
    return std::chrono::system_clock::now() -
           std::chrono::duration_cast<std::chrono::system_clock::duration>(age);
}

}  // namespace hangar::os
