// SPDX-License-Identifier: Apache-2.0
// wait-cycle: any other circle, with what each waits for.
// Evidence and guard: the graph's.
#include <hangar/diag/waitgraph/causes/causes.hpp>

namespace hangar::waitgraph {

void find_wait_cycle(Scene& scene) {
    for (const Component* circle : scene.circles()) {
        Verdict verdict = verdict_on_circle(scene, Cause::wait_cycle, *circle, "deadlock");
        verdict.advice =
            "Break the circle at the wait that can most easily be done without, or given "
            "a time limit.";
        scene.claim(*circle);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
