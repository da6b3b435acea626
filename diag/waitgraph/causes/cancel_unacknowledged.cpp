// SPDX-License-Identifier: Apache-2.0
// cancel-unacknowledged: a cancel was sent, and somebody keeps it waiting: an actor whose loop does
// not turn to acknowledge it, or a task that waits in a shield which has no deadline.
// Evidence: when it was sent, as the sender noted it; the task that holds the loop, or the shield.
// Guard: an actor has half a second to acknowledge; a shield with a deadline ends by itself; and a
// shielded wait that somebody seen can end is no more than possible until it has lasted a while.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/task_graph.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using tasks::Actor;
using tasks::Peer;
using tasks::Task;

constexpr nanoseconds to_acknowledge = milliseconds(500);
constexpr nanoseconds long_unacknowledged = std::chrono::seconds(2);

std::string ago(std::int64_t ns) {
    return duration_text(std::chrono::duration_cast<milliseconds>(nanoseconds(ns)));
}

// What an actor's thread does instead of turning its loop.
std::string held_by(const Scene& scene, const TaskGraph& graph, const Actor& actor) {
    std::string text;
    if (const TaskWait* running = graph.find(actor, actor.running))
        text =
            fmt::format(": its loop is held by {} since {}", who(*running), ago(actor.turn_began));
    const Node* thread = scene.graph().find({actor.process.pid, actor.thread});
    if (thread == nullptr || !thread->thread->settled) return text;
    return fmt::format("{}, in {} ({})", text,
                       thread->thread->syscall
                           ? object_text(scene.snapshot(), *thread->process, *thread->thread)
                           : "its own code",
                       who_where(*thread));
}

void look_at_peer(Scene& scene, const TaskGraph& graph, const Actor& sender, const Peer& peer) {
    const bool late = peer.cancel_sent != tasks::no_time && !peer.ended &&
                      peer.cancel_sent >= to_acknowledge.count() &&
                      peer.cancel_acknowledged == tasks::no_time;
    const Actor* receiver = late ? graph.actor(peer.uid) : nullptr;
    if (receiver == nullptr || receiver->running < 0) return;
    Verdict verdict;
    verdict.cause = Cause::cancel_unacknowledged;
    verdict.confidence = Confidence::likely;
    verdict.summary =
        fmt::format("{} asked {} to end {} ago and it has not acknowledged that{}", who(sender),
                    who(*receiver), ago(peer.cancel_sent), held_by(scene, graph, *receiver));
    add_party(verdict, sender.process.pid, sender.thread);
    add_party(verdict, receiver->process.pid, receiver->thread);
    verdict.advice = "Do not block in a task: wait with the loop, or on a thread of its own.";
    scene.report(std::move(verdict));
}

// The shield that keeps a cancellation from a task: its scope's index, or -1. One with a deadline
// keeps it only so long.
std::int32_t keeping_shield(const Actor& actor, const Task& task) {
    std::int32_t shield = -1;
    for (std::int32_t at = task.scope; at >= 0;) {
        const auto& scope = actor.scopes[static_cast<std::size_t>(at)];
        if (shield >= 0 && scope.cancelled) return shield;
        if (shield < 0 && scope.left != tasks::no_time && !scope.cancelled) return -1;
        if (scope.shielded && shield < 0) shield = at;
        at = scope.parent;
    }
    return -1;
}

std::string canceller_beyond(const Actor& actor, std::int32_t shield) {
    for (std::int32_t at = shield; at >= 0;) {
        const auto& scope = actor.scopes[static_cast<std::size_t>(at)];
        if (at != shield && scope.cancelled) return scope.cancelled_by;
        at = scope.parent;
    }
    return {};
}

void look_at_task(Scene& scene, const TaskGraph& graph, const TaskWait& node) {
    const auto* leaf = leaf_of(*node.task);
    const bool settled = leaf != nullptr && leaf->wait != 0 && !node.actor->virtual_time &&
                         leaf->waited >= nanoseconds(scene.snapshot().interval).count();
    if (!settled || is_service(*node.task)) return;
    const auto kind = static_cast<tasks::WaitKind>(leaf->wait);
    // A parent that joins its nursery waits for its tasks, and one that sleeps will wake.
    if (kind == tasks::WaitKind::nursery || kind == tasks::WaitKind::sleep) return;
    const std::int32_t shield = keeping_shield(*node.actor, *node.task);
    if (shield < 0) return;
    Verdict verdict;
    verdict.cause = Cause::cancel_unacknowledged;
    verdict.confidence = Confidence::likely;
    verdict.summary = fmt::format(
        "a cancellation (by {}) does not reach {}: it waits for {} in a shield without a deadline",
        canceller_beyond(*node.actor, shield), who(node), object_of(node));
    verdict.evidence.push_back(evidence_of(node));
    add_party(verdict, node.actor->process.pid, node.actor->thread);
    if (node.live && leaf->waited < long_unacknowledged.count())
        doubt(verdict, Confidence::possible, "what it waits for may still happen");
    if (const TaskWait* other = node.owners.empty() ? nullptr : &graph.nodes()[node.owners[0]])
        verdict.evidence.push_back("whose turn it is: " + who(*other));
    verdict.advice = "Give the shield a deadline: finally(body, limit, cleanup), or fail_after.";
    scene.report(std::move(verdict));
}

}  // namespace

void find_cancel_unacknowledged(Scene& scene) {
    const TaskGraph graph(scene.snapshot());
    for (const Actor& actor : scene.snapshot().tasks.actors)
        for (const Peer& peer : actor.peers) look_at_peer(scene, graph, actor, peer);
    for (const TaskWait& node : graph.nodes()) look_at_task(scene, graph, node);
}

}  // namespace hangar::waitgraph
