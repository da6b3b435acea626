// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_locks.hpp>
#include <hangar/diag/snapshot/snapshot.hpp>

namespace hangar::snapshot {

// Fills in what the threads of `process` wait for. Thread ids that lie in its memory are translated
// to our pid namespace, and a lock's owner that is none of its own threads is looked up.
void add_waits(const os::ProcDir& dir, Process& process, const std::vector<pid_t>& children);

// The same thread again in the second sample: whether it still sleeps on the same object in the
// same state. Keeps in `word` what both samples tell.
[[nodiscard]] bool still_waits(const os::ProcDir& dir, const Process& process, Thread& thread);

// Pairs the requests for file locks that wait with the locks that they wait for.
[[nodiscard]] std::vector<LockWait> lock_waits(const std::vector<os::FileLock>& locks);

}  // namespace hangar::snapshot
