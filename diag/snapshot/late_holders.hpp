// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/snapshot/snapshot.hpp>

namespace hangar::snapshot {

// Looks through all processes for who may end a wait of the snapshot's and is not seen in it: who
// has come to hold what is waited on since, who holds it in a table of one thread's own, and whose
// sockets have descriptors in flight, or connections that nobody accepted, in which they may be.
// Adds these, with nothing but what concerns the waits: as nobody has looked at them twice, they
// count as alive. That reads far more than a snapshot does, and is for what is to be said for
// certain. `own` are the reader's processes besides the calling one.
//
// True: something was added, or could not be looked through until the deadline, which then stands
// in the snapshot. Any thread.
[[nodiscard]] bool add_late_holders(Snapshot& snapshot, const std::vector<pid_t>& own,
                                    os::Deadline deadline);

}  // namespace hangar::snapshot
