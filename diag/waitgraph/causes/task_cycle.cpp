// SPDX-License-Identifier: Apache-2.0
// task-cycle: tasks of actors that wait for each other, while every loop turns and no thread is
// blocked: calls back and forth, locks, nurseries.
// Evidence: each has been in its wait for as long as the snapshot looked; who answers a call, holds
// a lock, runs in a nursery is read from the actors themselves.
// Guard: a deadline, a turn in between, anything unknown makes a task live. Never proven: whoever
// is left could cancel the tree (SIGINT can), and a live task beside one makes it only possible.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/task_graph.hpp>

namespace hangar::waitgraph {
namespace {

// The circle from one member back to it, by the first owner that is part of it.
std::string circle_text(const TaskGraph& graph, const std::vector<std::size_t>& members) {
    std::string text;
    std::size_t at = members.front();
    for (std::size_t step = 0; step < members.size(); ++step) {
        const TaskWait& node = graph.nodes()[at];
        text += fmt::format("{}{} waits for {}", step == 0 ? "" : "; ", who(node), object_of(node));
        const auto next = std::ranges::find_if(node.owners, [&](std::size_t owner) {
            return std::ranges::binary_search(members, owner);
        });
        at = *next;
        if (at == members.front()) break;
    }
    return text;
}

void judge(Scene& scene, const TaskGraph& graph, const std::vector<std::size_t>& members) {
    Verdict verdict;
    verdict.cause = Cause::task_cycle;
    verdict.confidence = Confidence::likely;
    verdict.summary = "tasks wait for each other: " + circle_text(graph, members);
    for (const std::size_t member : members) {
        const TaskWait& node = graph.nodes()[member];
        add_party(verdict, node.actor->process.pid, node.actor->thread);
        verdict.evidence.push_back(evidence_of(node));
        if (const TaskWait* other = graph.possible_canceller(node))
            doubt(verdict, Confidence::possible, who(*other) + " may yet cancel it");
    }
    verdict.advice =
        "Let no actor wait for an actor that waits for it: answer first and call back from a task "
        "of its own, take locks in one order, and give calls a deadline (fail_after).";
    scene.report(std::move(verdict));
}

}  // namespace

void find_task_cycle(Scene& scene) {
    if (scene.snapshot().tasks.actors.empty()) return;
    const TaskGraph graph(scene.snapshot());
    for (const auto& members : graph.circles()) judge(scene, graph, members);
}

}  // namespace hangar::waitgraph
