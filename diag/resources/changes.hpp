// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/resources/counts.hpp>
#include <hangar/diag/resources/leak.hpp>

namespace hangar::diag {

// A descriptor that is open now and was not before.
struct NewFd {
    int number = -1;
    os::FdKind kind = os::FdKind::other;
    std::string points_to;  // "pipe:[4711]"; of a socket also its name and its peer's
};

struct NewChild {
    os::ProcessId id;
    std::string command;
    bool zombie = false;  // it ended, and nobody has waited for it
};

struct NewSegment {
    std::string path;
    bool ours = false;  // surely: we have it open or mapped, or our pid is in its name
};

// What has come and gone between two counts. A value.
struct ResourceChanges {
    std::string label;
    ResourceCounts before;
    ResourceCounts after;
    std::vector<NewFd> new_fds;
    std::vector<int> closed_fds;
    std::vector<NewChild> new_children;
    std::vector<NewSegment> new_segments;
    std::int64_t mappings_before = -1;  // -1: not read
    std::int64_t mappings_after = -1;

    // What there is more of than before. Memory counts above a slack of 8 MiB.
    [[nodiscard]] Leak grown() const;
    // Whether any count differs, but for memory within the slack.
    [[nodiscard]] bool any() const;
    // For people: a line a resource that changed, and a line a thing that is new.
    [[nodiscard]] std::string text() const;
};

// Reads where what is new points to; nothing of it if no count changed. Any thread.
[[nodiscard]] ResourceChanges compare_resources(std::string label, const ResourceCounts& before,
                                                const ResourceCounts& after);

// How many mappings this process has; -1 if that cannot be read.
[[nodiscard]] std::int64_t count_mappings();

}  // namespace hangar::diag
