// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/snapshot/machine.hpp>
#include <hangar/diag/snapshot/process.hpp>

namespace hangar::snapshot {

// Fills in what a process has open, by its table of descriptors; and what threads of its that have
// left that table (unshare, clone without CLONE_FILES) have open in theirs: numbered -1, for it is
// held all the same. Those threads are marked. Requires: the threads have been read.
// Errors: ProcDir's; ETIMEDOUT at the deadline.
[[nodiscard]] os::Status read_tables(const os::ProcDir& dir, Machine& machine,
                                     os::Deadline deadline, Process& process);

}  // namespace hangar::snapshot
