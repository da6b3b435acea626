// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <hangar/diag/snapshot/descriptor.hpp>

namespace hangar::snapshot {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 13> fd_names{
    "pipe",    "fifo",  "socket", "epoll",      "eventfd", "timerfd", "signalfd",
    "inotify", "pidfd", "tty",    "tty_master", "file",    "other"};
static_assert(fd_names.size() == static_cast<std::size_t>(FdKind::other) + 1);

}  // namespace

std::string_view name(FdKind kind) noexcept {
    return fd_names[static_cast<std::size_t>(kind)];
}

std::optional<FdKind> fd_kind(std::string_view name) noexcept {
    const auto* found = std::ranges::find(fd_names, name);
    if (found == fd_names.end()) return std::nullopt;
    return static_cast<FdKind>(found - fd_names.begin());
}

}  // namespace hangar::snapshot
