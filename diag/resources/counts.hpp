// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/resources/gauges.hpp>

namespace hangar::diag {

// What this process has at an instant, as far as it can be had cheaply: tens of microseconds,
// whatever else runs on the machine. A value.
struct ResourceCounts {
    std::int64_t threads = 0;
    std::vector<int> fds;                 // their numbers, ascending
    std::vector<os::ProcessId> children;  // unreaped ones, too; no helpers (exit signal 0)
    std::vector<std::string> segments;    // the names in /dev/shm, whoever's, ascending
    std::uint64_t resident = 0;           // bytes
    GaugeReadings gauges;
};

// How much that is, for whoever does not ask which. A value.
struct ResourceLevels {
    std::int64_t threads = 0;
    std::int64_t fds = 0;
    std::int64_t children = 0;
    std::int64_t segments = 0;
    std::uint64_t resident = 0;  // bytes
    GaugeReadings gauges;
};

// Any thread. Errors: no /proc, no free descriptor.
[[nodiscard]] os::Result<ResourceCounts> count_resources();
// `children` is what own_children gave. Half of the price, where the kernel tells the number of
// descriptors (since Linux 6.2).
[[nodiscard]] os::Result<ResourceLevels> measure_resources(
    const std::vector<os::ProcessId>& children);

// The children that are no helpers. One system call if there is none.
[[nodiscard]] os::Result<std::vector<os::ProcessId>> own_children();

}  // namespace hangar::diag
