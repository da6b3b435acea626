// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/os/wait_status.hpp>

namespace hangar::os {

struct CollectedOrphan {
    ProcessId id;
    WaitStatus status;
};

// Collects our ended children except `ours`, one by one: what a subreaper does with the zombies
// that it adopted. A wait-any would steal the statuses of children that somebody else waits for, so
// name all of those. Never blocks. Any thread. Errors: EMFILE and the like; then some may be left.
[[nodiscard]] Result<std::vector<CollectedOrphan>> collect_orphans(
    std::span<const ProcessId> ours = {});

}  // namespace hangar::os
