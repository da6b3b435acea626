// SPDX-License-Identifier: Apache-2.0
// lock-held-across-fork: a child waits for a mutex that another thread of its parent held at the
// fork. The copy stays locked in the child, also after the parent has unlocked its own.
// Evidence: the owner is no thread of the child; it is one of another process, or older than the
// child itself. Guard: ids are translated between pid namespaces; not for process-shared mutexes.
#include <fmt/format.h>

#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/missing_owner.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {

void find_lock_held_across_fork(Scene& scene) {
    for (const Node* node : scene.ends()) {
        if (!has_missing_owner(*node) || !owner_is_from_before_fork(*node)) continue;
        const auto& word = *node->thread->wait.word;
        Verdict verdict = verdict_on(scene, Cause::lock_held_across_fork, {node});
        const std::string owner =
            word.owner_process != 0
                ? fmt::format("thread {} of process {}", *word.owner, word.owner_process)
                : fmt::format("thread {}, gone since,", *word.owner);
        verdict.summary = fmt::format(
            "{} waits for {}, which {} held when process {} was forked; nobody here can unlock "
            "it{}",
            who_where(*node), object_text(scene.snapshot(), *node->process, *node->thread), owner,
            node->party.pid, waiters_text(scene, *node));
        if (word.owner_process != 0) add_party(verdict, word.owner_process, *word.owner);
        verdict.advice =
            "Between fork and exec use only async-signal-safe functions; fork before starting "
            "threads, or from a thread that holds no lock.";
        scene.claim(*node);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
