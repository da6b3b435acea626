// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/proc_locks.hpp>
#include <hangar/diag/snapshot/machine.hpp>

namespace hangar::snapshot {

Machine::Machine() {
    const auto locks = os::read_locks();
    if (!locks) return;
    locked_.emplace();
    for (const os::FileLock& lock : *locks) locked_->insert(lock.inode);
}

}  // namespace hangar::snapshot
