// SPDX-License-Identifier: Apache-2.0
// peer-gone: a task waits for an actor whose process has ended, and nothing tells it.
// Evidence: it has waited for as long as the snapshot looked; the child's process is a zombie, or
// no longer there, although its channel has not ended.
// Guard: the waiting actor's loop turns (else that is the cause), and no deadline ends the wait.
#include <fmt/format.h>

#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/task_graph.hpp>

namespace hangar::waitgraph {
namespace {

using tasks::Peer;

// Of the tree's processes all are in the snapshot: a child that is not has ended.
bool has_ended(const snapshot::Snapshot& snapshot, const Peer& peer) {
    if (peer.ended) return false;
    const auto* process = snapshot.process(peer.process.pid);
    if (process == nullptr) return !peer.parent && snapshot.complete;
    return process->ended() ||
           (peer.process.start_time != 0 && process->start_time != peer.process.start_time);
}

const Peer* awaited(const TaskWait& node) {
    const tasks::Frame* leaf = leaf_of(*node.task);
    if (leaf == nullptr || !tasks::waits_for_a_peer(*leaf) || leaf->target < 0) return nullptr;
    return &node.actor->peers[static_cast<std::size_t>(leaf->target)];
}

bool waits_all_the_time(const snapshot::Snapshot& snapshot, const TaskWait& node) {
    const auto interval =
        std::chrono::duration_cast<std::chrono::nanoseconds>(snapshot.interval).count();
    return leaf_of(*node.task)->waited >= interval && !node.actor->virtual_time &&
           node.actor->running < 0 && !has_deadline(*node.actor, *node.task);
}

}  // namespace

void find_peer_gone(Scene& scene) {
    const TaskGraph graph(scene.snapshot());
    for (const TaskWait& node : graph.nodes()) {
        const Peer* peer = awaited(node);
        if (peer == nullptr || !has_ended(scene.snapshot(), *peer) ||
            !waits_all_the_time(scene.snapshot(), node))
            continue;
        Verdict verdict;
        verdict.cause = Cause::peer_gone;
        verdict.confidence = Confidence::likely;
        verdict.summary = fmt::format("{} waits for {}, but process {} has ended", who(node),
                                      object_of(node), peer->process.pid);
        verdict.evidence.push_back(evidence_of(node));
        add_party(verdict, node.actor->process.pid, node.actor->thread);
        add_party(verdict, peer->process.pid, 0);
        verdict.advice =
            "Something keeps the channel open after its actor: look for a descendant of it that "
            "holds the socket, and give the wait a deadline.";
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
