// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/snapshot/snapshot.hpp>

namespace hangar::snapshot {

// Finds the processes of the tree that run in the very memory of their parents, not in a copy of
// it: between vfork and exec, or made by clone with CLONE_VM. Their Process::memory_of tells whose.
// Where the kernel may not be asked (kcmp), sizes that agree to the page count as one memory.
void find_one_memory(Snapshot& snapshot);

}  // namespace hangar::snapshot
