// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/snapshot/snapshot.hpp>

namespace hangar::snapshot {

// Asks the objects that `process` waits on whether they are ready, how much they hold and how long
// they wait, through a duplicate of its descriptor that lives as long as the question. Fills in
// `ready` of its descriptors and epoll rows, the limits of its sockets, and `snapshot.pipes`.
// The second sample (`again`) keeps of `ready` only what held in the first, too.
// Requires: the threads' waits are known. Nothing is asked of a descriptor where asking would take
// something away.
void probe(Process& process, Snapshot& snapshot, bool again, os::Deadline deadline);

}  // namespace hangar::snapshot
