// SPDX-License-Identifier: Apache-2.0
// self-deadlock: a thread waits for a mutex that it owns itself, and that is not recursive.
// Evidence: the owner field is its own id, in both samples. Guard: a signal's frame on the stack
// makes it lock-in-signal-handler, which is asked first.
#include <fmt/format.h>

#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {

void find_self_deadlock(Scene& scene) {
    for (const Component* circle : scene.circles()) {
        const Node& node = scene.node(circle->members.front());
        const auto& wait = node.thread->wait;
        const bool own = circle->members.size() == 1 && wait.kind == snapshot::WaitKind::mutex;
        if (!own || wait.word->recursive) continue;
        Verdict verdict = verdict_on(scene, Cause::self_deadlock, {&node});
        verdict.summary = fmt::format(
            "deadlock: {} waits for {}, which it holds itself{}", who_where(node),
            object_text(scene.snapshot(), *node.process, *node.thread), waiters_text(scene, node));
        verdict.advice =
            "Look for a function that takes the lock and calls another one that takes it again; "
            "split off a variant that expects it held.";
        scene.claim(*circle);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
