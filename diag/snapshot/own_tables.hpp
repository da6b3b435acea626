// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::snapshot {

// Which of a process's threads, `tids`, have descriptors of their own: other than those of thread
// `table`. By kcmp, and where that is refused by what the tables show; whose table may not be seen
// counts as having its own. Any thread. Errors: ETIMEDOUT at the deadline.
[[nodiscard]] os::Result<std::vector<pid_t>> threads_with_own_descriptors(
    const os::ProcDir& dir, pid_t table, const std::vector<pid_t>& tids, os::Deadline deadline);

}  // namespace hangar::snapshot
