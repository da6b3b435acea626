// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/snapshot/snapshot.hpp>

namespace hangar::snapshot {

// Finds, among those that have an eventfd on which threads wait, the processes that may have asked
// the kernel to post it when something is done: by Linux AIO (io_submit), whose context is a
// mapping of theirs, and nothing that they have open. Their Process::kernel_posts says so; also
// where their mappings cannot be read until the deadline. (Whoever has a ring of io_uring or a
// virtual machine can be told by that descriptor.)
void find_kernel_posts(Snapshot& snapshot, os::Deadline deadline);

}  // namespace hangar::snapshot
