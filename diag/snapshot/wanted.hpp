// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <set>
#include <tuple>

#include <hangar/diag/snapshot/snapshot.hpp>

namespace hangar::snapshot {

// What names an object in every process that has it open.
struct ObjectKey {
    FdKind kind = FdKind::other;  // pipe, fifo, socket, eventfd, epoll, timerfd, tty_master, file
    std::uint64_t device = 0;
    // The inode; of an eventfd, epoll set or timer its id; of a tty_master its device.
    std::uint64_t number = 0;
    friend auto operator<=>(const ObjectKey&, const ObjectKey&) = default;
};
// Number 0 for what has no such name.
[[nodiscard]] ObjectKey key_of(const Descriptor& fd) noexcept;

// The other ends of what the threads of a snapshot wait on: whoever holds these, or is these,
// belongs to the evidence.
struct Wanted {
    std::set<ObjectKey> objects;
    std::set<pid_t> processes;

    [[nodiscard]] bool wants(FdKind kind) const noexcept;
};
[[nodiscard]] Wanted wanted_by(const Snapshot& snapshot);

}  // namespace hangar::snapshot
