// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace hangar::waitgraph {

// Of a signal in a mask, as /proc/PID/status shows them.
[[nodiscard]] constexpr std::uint64_t bit(int signal) noexcept {
    return std::uint64_t{1} << (signal - 1);
}

}  // namespace hangar::waitgraph
