// SPDX-License-Identifier: Apache-2.0
// disk-wait: a thread in an uninterruptible wait (a disk, a file server).
// Evidence: state D, in both samples without having run. Guard: such waits end in time, so only a
// long one is likely; a vfork parent is in that state, too, and waits for its child.
#include <fmt/format.h>

#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {

void find_disk_wait(Scene& scene) {
    constexpr auto long_wait = std::chrono::seconds(10);
    for (const Node& node : scene.graph().nodes()) {
        const auto& thread = *node.thread;
        if (thread.wait.kind != snapshot::WaitKind::disk || !thread.settled) continue;
        Verdict verdict = verdict_on(scene, Cause::disk_wait, {&node});
        const bool is_long = thread.since && *thread.since >= long_wait;
        verdict.confidence = is_long ? Confidence::likely : Confidence::possible;
        verdict.summary =
            fmt::format("{} has been in an uninterruptible wait{}", who_where(node),
                        thread.since ? " for " + duration_text(*thread.since) : std::string());
        verdict.advice = fmt::format(
            "See which device or file server it waits for: cat /proc/{}/task/{}/stack (as root).",
            node.party.pid, node.party.tid);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
