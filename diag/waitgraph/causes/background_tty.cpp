// SPDX-License-Identifier: Apache-2.0
// background-tty: a process is stopped because it used its terminal from the background.
// Evidence: stopped by SIGTTIN or SIGTTOU, and its group is not the terminal's foreground group.
// Guard: a shell's background job that nobody waits for is only possible.
#include <fmt/format.h>
#include <signal.h>

#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

bool is_in_background(const snapshot::Process& process) {
    const bool by_terminal = process.stop_signal == SIGTTIN || process.stop_signal == SIGTTOU;
    return by_terminal && process.group != process.foreground_group;
}

}  // namespace

void find_background_tty(Scene& scene) {
    std::set<pid_t> seen;
    for (const Node* node : scene.ends()) {
        const bool stopped = node->thread->wait.kind == snapshot::WaitKind::stopped;
        if (!stopped || !is_in_background(*node->process)) continue;
        scene.claim(*node);
        if (!seen.insert(node->party.pid).second) continue;
        const auto waiting = scene.waiters(*node);
        const auto& process = *node->process;
        Verdict verdict = verdict_on(scene, Cause::background_tty, {node});
        for (const Node* waiter : waiting) add_party(verdict, waiter->party.pid, waiter->party.tid);
        verdict.summary = fmt::format(
            "{} is stopped by {}: it {} its terminal from the background (group {}, in the "
            "foreground is {}){}",
            who(process), os::signal_name(process.stop_signal),
            process.stop_signal == SIGTTIN ? "reads from" : "writes to", process.group,
            process.foreground_group, waiters_text(scene, *node));
        verdict.advice =
            "Give it another input (</dev/null), or put its group into the foreground (tcsetpgrp, "
            "fg).";
        if (waiting.empty() && node->party.pid != scene.snapshot().root)
            doubt(verdict, Confidence::possible, "no thread waits for it");
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
