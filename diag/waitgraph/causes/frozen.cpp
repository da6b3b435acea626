// SPDX-License-Identifier: Apache-2.0
// frozen: a process whose control group is frozen.
// Evidence: the group's own files. Guard: both samples; none of its threads has run between them.
#include <fmt/format.h>

#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {

void find_frozen(Scene& scene) {
    std::set<pid_t> seen;
    for (const Node* node : scene.ends()) {
        if (node->thread->wait.kind != snapshot::WaitKind::frozen) continue;
        scene.claim(*node);
        if (!seen.insert(node->party.pid).second) continue;
        Verdict verdict = verdict_on(scene, Cause::frozen, {node});
        for (const Node* waiter : scene.waiters(*node))
            add_party(verdict, waiter->party.pid, waiter->party.tid);
        verdict.summary = fmt::format("{} is frozen with its control group{}", who(*node->process),
                                      waiters_text(scene, *node));
        verdict.advice = fmt::format(
            "Thaw the group that /proc/{}/cgroup names: echo 0 > cgroup.freeze, or THAWED into "
            "freezer.state.",
            node->party.pid);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
