// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/snapshot/descriptor.hpp>
#include <hangar/diag/snapshot/wait.hpp>

namespace hangar::waitgraph {

// What a row of an epoll set waits for, as a poll of its descriptor would. That the other side is
// gone is always told, and is neither.
[[nodiscard]] constexpr snapshot::Watch watch_of(const snapshot::EpollRow& row) noexcept {
    constexpr std::uint32_t input = 0x001 | 0x002 | 0x040 | 0x080 | 0x2000;  // EPOLLIN and so on
    constexpr std::uint32_t output = 0x004 | 0x100 | 0x200;                  // EPOLLOUT and so on
    return {.fd = row.fd, .read = (row.events & input) != 0, .write = (row.events & output) != 0};
}

}  // namespace hangar::waitgraph
