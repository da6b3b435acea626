// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/snapshot/snapshot.hpp>

namespace hangar::snapshot {

// Names, for the words in shared memory that threads sleep on, the processes that have that memory
// mapped: for memory without a name, if no other process of the tree can come to map it, by a
// descriptor or by a segment's id. The maps of all processes are read if there is such a word, and
// otherwise none. Those that we may not read count as not mapping it, unless they are of the tree
// or its session (for root: and have the name or the command line of one of the tree): then nothing
// is known. Where they are of several pid namespaces, who owns a lock there is unknown: an id would
// mean one thread to this and another to that. At the deadline what is not known stays unknown.
void find_sharers(Snapshot& snapshot, os::Deadline deadline);

}  // namespace hangar::snapshot
