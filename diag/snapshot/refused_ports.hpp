// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/snapshot/snapshot.hpp>

namespace hangar::snapshot {

// Threads of the tree that were refused a TCP port and now pause before they try again: the latest
// call of theirs that failed said EADDRINUSE (their `errno`, in their memory), and on their stack,
// or where a word of it points to, lies an address that somebody else has. Costs a system call and
// a small read for each thread that pauses, and a look at the stack of those few. What cannot be
// read is none: other C libraries, stacks whose address has been overwritten.
[[nodiscard]] std::vector<RefusedPort> refused_ports(const Snapshot& snapshot,
                                                     os::Deadline deadline);

}  // namespace hangar::snapshot
