// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/waitgraph/graph.hpp>

namespace hangar::waitgraph {

// Whether the thread waits for a lock of its own process that names an owner which is none of the
// process's threads.
[[nodiscard]] inline bool has_missing_owner(const Node& node) {
    const auto& wait = node.thread->wait;
    const bool lock =
        wait.kind == snapshot::WaitKind::mutex || wait.kind == snapshot::WaitKind::rwlock;
    return lock && wait.word && wait.word->owner && !wait.word->owner_unknown &&
           !wait.word->process_shared && node.process->thread(*wait.word->owner) == nullptr;
}

// Threads of a process are numbered after it, so an older one locked it before the fork.
// (Numbers start again at the end of their range: then another process has it, or nobody.)
[[nodiscard]] inline bool owner_is_from_before_fork(const Node& node) {
    const auto& word = *node.thread->wait.word;
    const bool of_another = word.owner_process != 0 && word.owner_process != node.party.pid;
    return of_another || *word.owner < node.party.pid;
}

}  // namespace hangar::waitgraph
