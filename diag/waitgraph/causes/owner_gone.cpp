// SPDX-License-Identifier: Apache-2.0
// owner-gone: a lock whose owner ended without unlocking it.
// Evidence: the owner field names a thread that is nowhere. Guard: a thread of the same number that
// is there is taken for the owner, so a recycled number hides the cause and never invents it.
#include <fmt/format.h>

#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/missing_owner.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

bool is_shared_and_orphaned(const Node& node) {
    const auto& wait = node.thread->wait;
    return wait.kind == snapshot::WaitKind::mutex && wait.word && wait.word->owner &&
           !wait.word->owner_unknown && wait.word->process_shared && wait.word->owner_process == 0;
}

}  // namespace

void find_owner_gone(Scene& scene) {
    for (const Node* node : scene.ends()) {
        if (!has_missing_owner(*node) && !is_shared_and_orphaned(*node)) continue;
        Verdict verdict = verdict_on(scene, Cause::owner_gone, {node});
        verdict.summary = fmt::format(
            "{} waits for {} whose owner, thread {}, has ended without unlocking it{}",
            who_where(*node), object_text(scene.snapshot(), *node->process, *node->thread),
            *node->thread->wait.word->owner, waiters_text(scene, *node));
        add_party(verdict, node->party.pid, *node->thread->wait.word->owner);
        verdict.advice =
            "Unlock by std::lock_guard, also on the way out by an exception or pthread_exit; a "
            "mutex "
            "shared between processes should be robust.";
        scene.claim(*node);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
