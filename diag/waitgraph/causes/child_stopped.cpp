// SPDX-License-Identifier: Apache-2.0
// child-stopped: a process is stopped by a signal, and others wait for it.
// Evidence: its state and the signal that stopped it. Guard: a stopped job that nobody waits for,
// such as a shell's, is only possible; the root itself was asked about, so it needs no waiter. A
// parent with a thread that goes on may be about to continue it.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {

namespace {

// It need not wait for its child: it may be there to continue it.
bool has_a_live_parent(const Scene& scene, const snapshot::Process& process) {
    const snapshot::Process* parent = scene.snapshot().process(process.ppid);
    if (parent == nullptr || !parent->in_tree) return false;
    return std::ranges::any_of(parent->threads, [&](const snapshot::Thread& thread) {
        const Node* node = scene.graph().find({parent->pid, thread.tid});
        return node != nullptr && node->live;
    });
}

}  // namespace

void find_child_stopped(Scene& scene) {
    std::set<pid_t> seen;
    for (const Node* node : scene.ends()) {
        if (node->thread->wait.kind != snapshot::WaitKind::stopped) continue;
        scene.claim(*node);
        if (!seen.insert(node->party.pid).second) continue;
        const auto waiting = scene.waiters(*node);
        Verdict verdict = verdict_on(scene, Cause::child_stopped, {node});
        for (const Node* waiter : waiting) add_party(verdict, waiter->party.pid, waiter->party.tid);
        verdict.summary = fmt::format("{} is {}{}", who(*node->process),
                                      stopped_text(*node->process), waiters_text(scene, *node));
        verdict.advice = fmt::format("Continue it: kill -CONT {}.", node->party.pid);
        const bool asked_about = node->party.pid == scene.snapshot().root;
        if (waiting.empty() && !asked_about)
            doubt(verdict, Confidence::possible, "no thread waits for it");
        else if (has_a_live_parent(scene, *node->process))
            doubt(verdict, Confidence::likely, "its parent goes on, and may continue it");
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
