// SPDX-License-Identifier: Apache-2.0
// socket-full: a circle through a send that finds its other end's buffer full.
// Evidence: the send has no time limit and has not returned; the other end's holders.
// Guard: an other end on another machine, or held by somebody alive, makes the sender live.
#include <hangar/diag/waitgraph/causes/causes.hpp>

namespace hangar::waitgraph {

void find_socket_full(Scene& scene) {
    for (const Component* circle : scene.circles()) {
        if (!scene.kinds(*circle).contains(snapshot::WaitKind::socket_write)) continue;
        Verdict verdict = verdict_on_circle(scene, Cause::socket_full, *circle, "deadlock");
        verdict.advice =
            "Read what the other side sends while sending (poll both ways), or bound what is in "
            "flight.";
        scene.claim(*circle);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
