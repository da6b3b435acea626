// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include <hangar/diag/snapshot/descriptor.hpp>

namespace hangar::snapshot {

// Ids for what the kernel gives no name: an epoll set or a timer that several processes have open
// is one and the same id to all of them. By kcmp, which keeps all open files in one order: a
// look-up takes few comparisons. Not synchronised.
class OpenFiles {
  public:
    // Whether files of this kind have no other name.
    [[nodiscard]] static bool are_named_here(FdKind kind) noexcept {
        return kind == FdKind::epoll || kind == FdKind::timerfd;
    }
    // Of descriptor `number` of process (or thread) `pid`, which gets a fresh id if it is open on
    // what was not met before. 0: it cannot be told.
    std::uint64_t add(pid_t pid, int number) { return add(pid, number, last_ + 1); }
    // The same, with an id that it has already.
    std::uint64_t add(pid_t pid, int number, std::uint64_t id);
    // The id, if it is open on what was met before; else 0.
    [[nodiscard]] std::uint64_t find(pid_t pid, int number);

  private:
    // By which an open file may be asked about.
    struct Place {
        pid_t pid = 0;
        int number = -1;
        friend bool operator==(const Place&, const Place&) = default;
    };
    struct File {
        std::uint64_t id = 0;
        std::vector<Place> places;
    };
    using Files = std::vector<File>;

    // Where in the order it is, or would be; empty: it cannot be told.
    [[nodiscard]] std::optional<Files::iterator> place_in_order(const Place& place);
    [[nodiscard]] static std::optional<std::strong_ordering> compare(const Place& place,
                                                                     File& file);
    [[nodiscard]] static bool is_open_at(const Place& place, File& file);

    Files files_;  // in the kernel's order
    std::uint64_t last_ = 0;
};

}  // namespace hangar::snapshot
