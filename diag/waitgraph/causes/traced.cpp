// SPDX-License-Identifier: Apache-2.0
// traced: threads that a tracer (a debugger, strace) holds.
// Evidence: the state and the tracer's pid, in both samples. Guard: a tracer that only looks on
// lets its threads run, so they are not in this state twice without having run; one that is at work
// (it reads them for a report, say) will let them go, so that is only possible.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

// It waits for others, not for a human or a signal, and one of these goes on.
bool waits_for_the_living(const Node& node) {
    return node.live && !node.need.live && std::ranges::none_of(node.need.all, &Clause::outside);
}

bool comes_round(const Scene& scene, const snapshot::Process& tracer) {
    return std::ranges::any_of(tracer.threads, [&](const snapshot::Thread& thread) {
        const Node* node = scene.graph().find({tracer.pid, thread.tid});
        return !thread.ended() && (!thread.settled || thread.wait.ends_by_itself() ||
                                   (node != nullptr && waits_for_the_living(*node)));
    });
}

void doubt_tracer(const Scene& scene, const snapshot::Process* tracer, Verdict& verdict) {
    const bool unknown = tracer == nullptr || tracer->threads.empty();
    if (unknown) return doubt(verdict, Confidence::likely, "what its tracer does is not known");
    if (comes_round(scene, *tracer))
        doubt(verdict, Confidence::possible, "the tracer is at work, and may let it go on");
}

}  // namespace

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
        doubt_tracer(scene, tracer, verdict);
        for (const Node* node : held) scene.claim(*node);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
