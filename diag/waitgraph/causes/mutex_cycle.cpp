// SPDX-License-Identifier: Apache-2.0
// mutex-cycle: threads that each own the mutex that the next one waits for.
// Evidence: the owner fields, the same in both samples. Guard: every wait is without a time limit.
#include <hangar/diag/waitgraph/causes/causes.hpp>

namespace hangar::waitgraph {

void find_mutex_cycle(Scene& scene) {
    for (const Component* circle : scene.circles()) {
        if (scene.kinds(*circle) != std::set{snapshot::WaitKind::mutex}) continue;
        Verdict verdict = verdict_on_circle(scene, Cause::mutex_cycle, *circle, "deadlock");
        verdict.advice =
            "Take these locks in one order everywhere, or all at once with std::scoped_lock.";
        scene.claim(*circle);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
