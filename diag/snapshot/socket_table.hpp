// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/snapshot/snapshot.hpp>

namespace hangar::snapshot {

// Adds to `snapshot.sockets` those that its threads wait on, and their other ends: AF_UNIX by one
// question to the kernel, TCP by the tables of each network namespace. What is neither comes as
// `other`. Whatever fails is said in `snapshot.errors`.
void add_sockets(Snapshot& snapshot, os::Deadline deadline);

}  // namespace hangar::snapshot
