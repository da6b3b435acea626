// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/process.hpp>

namespace hangar::os {

struct KilledProcess {
    ProcessId id;
    std::string command;  // what it was running (describe_command)
};

// What became of a subtree. A value.
struct SubtreeKill {
    std::vector<KilledProcess> killed;     // got SIGKILL from us and ended
    std::vector<KilledProcess> survivors;  // got it, or could not, and had not ended in time
    std::optional<Error> trouble;          // the first thing that went wrong: EMFILE, EPERM
    [[nodiscard]] bool complete() const noexcept { return survivors.empty() && !trouble; }
};

// Kills a process and all its descendants, by pidfd. They are stopped first, from the root down,
// so that none can fork a child past us while the others are being looked for; then killed; then
// waited for until the deadline. Nothing is signalled that is not a descendant: each is identified
// by its start time while its parent is held still. Zombies are left alone, and nothing is
// collected.
//
// Any thread. A root that had ended has no descendants any more: whoever adopted them has them.
// Works without a free descriptor as far as it can: the root, at least, is killed.
// Requires: `root` is neither us nor an ancestor of ours.
[[nodiscard]] SubtreeKill kill_subtree(const Pidfd& root, Deadline deadline);

// Kills all descendants of this process, but not the children in `spared` and what descends from
// these: again and again until none runs. Complete only for a subreaper (set_subreaper), whose
// orphans come to it.
[[nodiscard]] SubtreeKill kill_descendants(Deadline deadline,
                                           std::span<const ProcessId> spared = {});

}  // namespace hangar::os
