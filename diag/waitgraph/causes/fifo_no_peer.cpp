// SPDX-License-Identifier: Apache-2.0
// fifo-no-peer: a thread waits in open for somebody to open a FIFO's other end, and nobody does.
// Evidence: the path in the call is a FIFO; no process of the tree that lives could open it. Guard:
// any process may come and open it, so never proven, and a live one in the tree gives no verdict.
#include <fmt/format.h>

#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {

void find_fifo_no_peer(Scene& scene) {
    for (const Node* node : scene.ends()) {
        const auto& wait = node->thread->wait;
        if (wait.kind != snapshot::WaitKind::fifo_open) continue;
        const bool reads = wait.fds.front().read;
        Verdict verdict = verdict_on(scene, Cause::fifo_no_peer, {node});
        verdict.summary =
            fmt::format("{} waits to open FIFO {} for {}, and nobody opens it for {}{}",
                        who_where(*node), wait.path, reads ? "reading" : "writing",
                        reads ? "writing" : "reading", waiters_text(scene, *node));
        verdict.advice = fmt::format(
            "Start the process that {} it; or open it with O_RDWR or O_NONBLOCK, which do not "
            "wait.",
            reads ? "writes to" : "reads");
        scene.claim(*node);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
