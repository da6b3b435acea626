// SPDX-License-Identifier: Apache-2.0
// join-cycle: threads that each wait for the end of the next.
// Evidence: the ids in the joins. Guard: none of them runs, by the graph.
#include <hangar/diag/waitgraph/causes/causes.hpp>

namespace hangar::waitgraph {

void find_join_cycle(Scene& scene) {
    for (const Component* circle : scene.circles()) {
        if (scene.kinds(*circle) != std::set{snapshot::WaitKind::join}) continue;
        Verdict verdict = verdict_on_circle(scene, Cause::join_cycle, *circle, "deadlock");
        verdict.advice = "Let one owner join them all, from a thread that none of them waits for.";
        scene.claim(*circle);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
