// SPDX-License-Identifier: Apache-2.0
// traced: threads that a tracer (a debugger, strace) holds.
// Evidence: the state and the tracer's pid, in both samples. Guard: a tracer that only looks on
// lets its threads run, so they are not in this state twice without having run.
#include <fmt/format.h>

#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {

void find_traced(Scene& scene) {
    std::map<pid_t, std::vector<const Node*>> by_process;
    for (const Node* node : scene.ends())
        if (node->thread->wait.kind == snapshot::WaitKind::traced)
            by_process[node->party.pid].push_back(node);
    for (const auto& [pid, held] : by_process) {
        const auto& process = *held.front()->process;
        const auto* tracer = scene.picture().process(process.tracer);
        const bool whole = held.size() == scene.graph().nodes_of({pid, 0}).size();
        Verdict verdict = verdict_on(scene, Cause::traced, held);
        verdict.summary = fmt::format(
            "{} {} held by its tracer, {}{}",
            whole ? who(process)
                  : fmt::format("{} of {}", counted(held.size(), "thread"), who(process)),
            whole || held.size() == 1 ? "is" : "are",
            tracer != nullptr ? who(*tracer) : fmt::format("process {}", process.tracer),
            waiters_text(scene, *held.front()));
        add_party(verdict, process.tracer, 0);
        for (const Node* waiter : scene.waiters(*held.front()))
            add_party(verdict, waiter->party.pid, waiter->party.tid);
        verdict.advice = "Let the debugger continue it or detach; if it hangs itself, end it.";
        for (const Node* node : held) scene.claim(*node);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
