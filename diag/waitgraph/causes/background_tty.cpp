// SPDX-License-Identifier: Apache-2.0
// background-tty: a process is stopped because it used its terminal from the background.
// Evidence: stopped by SIGTTIN or SIGTTOU, or (somebody was told of the stop, and the signal is
// lost) in a call on its terminal; and its group is not the terminal's foreground group. Guard: a
// shell's background job that nobody waits for is only possible.
#include <fmt/format.h>
#include <signal.h>

#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

// Whether the first argument of the call that it was stopped in is a terminal.
bool is_on_terminal(const snapshot::Process& process, const snapshot::Thread& thread) {
    const bool inside = thread.syscall && thread.syscall->state == os::ProcSyscall::State::inside;
    const auto* fd =
        inside ? process.descriptor(static_cast<int>(thread.syscall->arguments[0])) : nullptr;
    return fd != nullptr && fd->kind == snapshot::FdKind::tty;
}

bool is_in_background(const snapshot::Process& process, const snapshot::Thread& thread) {
    const bool by_terminal = process.stop_signal == SIGTTIN || process.stop_signal == SIGTTOU ||
                             (process.stop_signal == 0 && is_on_terminal(process, thread));
    return by_terminal && process.foreground_group > 0 && process.group != process.foreground_group;
}

}  // namespace

void find_background_tty(Scene& scene) {
    std::set<pid_t> seen;
    for (const Node* node : scene.ends()) {
        const bool stopped = node->thread->wait.kind == snapshot::WaitKind::stopped;
        if (!stopped || !is_in_background(*node->process, *node->thread)) continue;
        scene.claim(*node);
        if (!seen.insert(node->party.pid).second) continue;
        const auto waiting = scene.waiters(*node);
        const auto& process = *node->process;
        Verdict verdict = verdict_on(scene, Cause::background_tty, {node});
        for (const Node* waiter : waiting) add_party(verdict, waiter->party.pid, waiter->party.tid);
        verdict.summary = fmt::format(
            "{} is {}: it {} its terminal from the background (group {}, in the "
            "foreground is {}){}",
            who(process), stopped_text(process),
            process.stop_signal == SIGTTOU ? "writes to" : "uses", process.group,
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
