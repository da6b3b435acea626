// SPDX-License-Identifier: Apache-2.0
// Waits for a file lock: all that are in the way must go.
#include <algorithm>
#include <hangar/diag/waitgraph/file_locks.hpp>
#include <hangar/diag/waitgraph/needs.hpp>
#include <hangar/diag/waitgraph/receivers.hpp>

namespace hangar::waitgraph {

using snapshot::LockWait;

Need lock_need(const Picture& picture, const snapshot::Process& process,
               const snapshot::Thread& thread) {
    const auto in_the_way = locks_waited_for(picture, process, thread);
    if (in_the_way.empty()) return live_need();
    Need need;
    for (const LockWait& lock : in_the_way) {
        const auto holders = lock_holders(picture, lock.held);
        if (holders.empty()) return live_need();  // somebody we don't see
        Clause& clause = need.all.emplace_back();
        for (const snapshot::Process* holder : holders)
            clause.any.push_back({{holder->pid, 0}, true});
        if (lock.held.kind != snapshot::FileLock::Kind::posix)
            add_receivers(picture, "what it is held through may also lie in a message", need,
                          clause);
    }
    return need;
}

}  // namespace hangar::waitgraph
