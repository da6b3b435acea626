// SPDX-License-Identifier: Apache-2.0
// loop-blocked, of an actor: the thread of its loop sits in a blocking call in the midst of a task.
// Evidence: the loop's turn began long ago, its task is the one that runs, and the thread has been
// in the same call in both samples. Guard: what the thread waits for does not end by itself soon.
// Where the loop has unread events, loop-blocked has been found without asking the tasks.
#include <fmt/format.h>

#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/task_graph.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr seconds long_turn{1};
constexpr seconds hopeless_turn{2};
constexpr seconds long_sleep{5};

bool blocks_for_long(const snapshot::Thread& thread) {
    return thread.settled && thread.wait.kind != snapshot::WaitKind::none &&
           (!thread.wait.timeout || *thread.wait.timeout >= long_sleep);
}

std::size_t others_that_wait(const tasks::Actor& actor) {
    return actor.tasks.empty() ? 0 : actor.tasks.size() - 1;
}

void look_at(Scene& scene, const TaskGraph& graph, const tasks::Actor& actor) {
    const TaskWait* holder = graph.find(actor, actor.running);
    const Node* node = scene.graph().find({actor.process.pid, actor.thread});
    const bool turns = nanoseconds(actor.turn_began) < long_turn || actor.virtual_time;
    if (holder == nullptr || node == nullptr || turns || !blocks_for_long(*node->thread)) return;
    if (scene.has_reported(Cause::loop_blocked, actor.process.pid)) return;
    Verdict verdict = verdict_on(scene, Cause::loop_blocked, {node});
    const auto turn = std::chrono::duration_cast<milliseconds>(nanoseconds(actor.turn_began));
    verdict.summary = fmt::format(
        "the loop of {} has not turned for {}: {} holds it, blocked on {} in {}; {} other tasks "
        "wait",
        who(actor), duration_text(turn), who(*holder),
        object_text(scene.snapshot(), *node->process, *node->thread), who_where(*node),
        others_that_wait(actor));
    verdict.advice =
        "Do nothing in a task that blocks: wait with the loop, or give it to another thread.";
    // Whatever might end the call, an actor that does not turn for so long is none any more.
    verdict.confidence =
        nanoseconds(actor.turn_began) >= hopeless_turn ? Confidence::likely : Confidence::possible;
    verdict.evidence.emplace_back("the blocking call may return");
    scene.report(std::move(verdict));
}

}  // namespace

void find_loop_held(Scene& scene) {
    const TaskGraph graph(scene.snapshot());
    for (const tasks::Actor& actor : scene.snapshot().tasks.actors) look_at(scene, graph, actor);
}

}  // namespace hangar::waitgraph
