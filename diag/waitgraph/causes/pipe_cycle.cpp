// SPDX-License-Identifier: Apache-2.0
// pipe-cycle: processes that write into full pipes which the others would have to read first.
// Evidence: no pipe takes more (no POLLOUT: a pipe may be full with fewer bytes than its size).
// Guard: any other reader that lives makes the writer live.
#include <hangar/diag/waitgraph/causes/causes.hpp>

namespace hangar::waitgraph {

void find_pipe_cycle(Scene& scene) {
    for (const Component* circle : scene.circles()) {
        if (scene.kinds(*circle) != std::set{snapshot::WaitKind::pipe_write}) continue;
        Verdict verdict = verdict_on_circle(scene, Cause::pipe_cycle, *circle, "deadlock");
        verdict.advice =
            "Read and write with poll in one loop, or give one direction a thread of its own.";
        scene.claim(*circle);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
