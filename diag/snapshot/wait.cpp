// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <hangar/diag/snapshot/wait.hpp>

namespace hangar::snapshot {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 36> wait_names{
    "none",      "mutex",       "rwlock",       "condvar",   "semaphore", "join",
    "future",    "atomic",      "init",         "call_once", "pipe_read", "pipe_write",
    "fifo_open", "socket_read", "socket_write", "accept",    "connect",   "poll",
    "epoll",     "eventfd",     "timerfd",      "signalfd",  "inotify",   "tty_read",
    "tty_write", "file_lock",   "io",           "child",     "signal",    "sleep",
    "stopped",   "traced",      "frozen",       "vfork",     "disk",      "other"};
static_assert(wait_names.size() == static_cast<std::size_t>(WaitKind::other) + 1);

}  // namespace

std::string_view name(WaitKind kind) noexcept {
    return wait_names[static_cast<std::size_t>(kind)];
}

std::optional<WaitKind> wait_kind(std::string_view name) noexcept {
    const auto* found = std::ranges::find(wait_names, name);
    if (found == wait_names.end()) return std::nullopt;
    return static_cast<WaitKind>(found - wait_names.begin());
}

}  // namespace hangar::snapshot
