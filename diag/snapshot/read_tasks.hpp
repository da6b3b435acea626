// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/snapshot/snapshot.hpp>

namespace hangar::snapshot {

// The task trees of the processes of the snapshot's tree that have hangar inside, as they lie in
// memory. A task that has waited for longer than the interval between the samples has been in that
// very wait in both: only then is it evidence. What cannot be read is said in the tree's notes.
[[nodiscard]] tasks::TaskTree read_tasks(const Snapshot& snapshot, os::Deadline deadline);

}  // namespace hangar::snapshot
