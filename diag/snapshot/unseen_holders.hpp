// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <set>
#include <vector>

#include <hangar/diag/snapshot/wanted.hpp>

namespace hangar::snapshot {

// Somebody who may have an object open and cannot be looked at; pid 0: of another pid namespace.
struct UnseenHolder {
    ObjectKey object;
    pid_t pid = 0;
};

// For which objects that threads wait on the list of holders may lack one: a process that may not
// be looked at (`refused`), or one outside our pid namespace. One per object at most.
//
// An object comes to a process from its maker, by fork and exec. So who may have one is sought
// upward from its holders in the tree, as far as it can have come down: past whoever has it still,
// and past a parent that runs the same program (it may have closed its own), but never past an exec
// if it is to be closed at exec, nor past a parent of another program that does not have it. Where
// that ends at a forebear that may not be looked at, or at the border of the pid namespace, the
// list may lack somebody. The machine's init adopts whoever is left: it counts only for a fork of
// itself. Besides, a refused process of the tree's session counts if it is an orphan younger than
// the root, or its parent has the object; for root, who is refused little, if it looks like a fork
// of the tree.
//
// Requires: the holders that can be seen are among the processes.
[[nodiscard]] std::vector<UnseenHolder> unseen_holders(const Snapshot& snapshot,
                                                       const std::set<pid_t>& refused);

}  // namespace hangar::snapshot
