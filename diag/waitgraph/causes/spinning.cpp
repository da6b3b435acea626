// SPDX-License-Identifier: Apache-2.0
// spinning: a thread uses a whole processor and gets nowhere.
// Evidence: on a processor in both samples and nearly all the time between, with its registers the
// same again and again. Guard: to compute is not to hang: without the registers it is only
// possible.
#include <fmt/format.h>

#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Thread;

bool ran_all_the_time(const snapshot::Snapshot& snapshot, const Thread& thread) {
    return thread.state == 'R' && thread.ran_between.count() > 0 &&
           thread.ran_between * 10 >= snapshot.interval * 8;
}

bool repeats_itself(const Thread& thread) {
    return thread.spin && thread.spin->samples >= 20 &&
           thread.spin->distinct * 4 <= thread.spin->samples;
}

}  // namespace

void find_spinning(Scene& scene) {
    for (const Node& node : scene.graph().nodes()) {
        const Thread& thread = *node.thread;
        if (!node.process->in_tree || !ran_all_the_time(scene.snapshot(), thread)) continue;
        Verdict verdict{.cause = Cause::spinning, .confidence = Confidence::possible};
        add_party(verdict, node.party.pid, node.party.tid);
        verdict.evidence.push_back(fmt::format("{} ran for {} of {} us", who(node),
                                               thread.ran_between.count(),
                                               scene.snapshot().interval.count()));
        if (repeats_itself(thread)) {
            verdict.confidence = Confidence::likely;
            verdict.evidence.push_back(
                fmt::format("its registers had {} different contents in {} samples",
                            thread.spin->distinct, thread.spin->samples));
        }
        verdict.summary =
            fmt::format("{} runs all the time{}", who_where(node),
                        repeats_itself(thread) ? ", in a loop that changes nothing: it spins"
                                               : ": it computes, or it spins");
        verdict.advice =
            "Block instead of polling: wait on a condition, or on the descriptor; stop "
            "reading one that is at its end.";
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
