// SPDX-License-Identifier: Apache-2.0
// signal-ignored: a request to end that can have no effect: it is pending and blocked in every
// thread, or the process ignores it while others wait for its end; or a process that waits for a
// signal lets none in.
// Evidence: the masks in /proc. Guard: a signalfd or a sigwait that takes it; a live thread may let
// it in. Ignoring alone is no fault: only where the process just waits for signals, and is awaited;
// and only possible where it takes or handles another signal, by which it may be asked to end.
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <hangar/diag/os/signals.hpp>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/idle.hpp>
#include <hangar/diag/waitgraph/causes/serving.hpp>
#include <hangar/diag/waitgraph/signal_bit.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Process;
using snapshot::Thread;
using snapshot::WaitKind;

constexpr std::array requests{SIGTERM, SIGINT, SIGHUP, SIGQUIT};

std::uint64_t pending_and_blocked(const Process& process) {
    std::uint64_t pending = process.signals.pending;
    std::uint64_t blocked = ~std::uint64_t{0};
    for (const Thread& thread : process.threads) {
        pending |= thread.pending;
        blocked &= thread.blocked;
    }
    return pending & blocked;
}

bool is_consumed(const Process& process, int signal) {
    const bool by_fd = std::ranges::any_of(process.fds, [signal](const snapshot::Descriptor& fd) {
        return fd.kind == snapshot::FdKind::signalfd && (fd.signals & bit(signal)) != 0;
    });
    return by_fd || std::ranges::any_of(process.threads, [signal](const Thread& thread) {
               return thread.wait.kind == WaitKind::signal &&
                      (thread.wait.signals & bit(signal)) != 0;
           });
}

std::vector<const Node*> nodes_of(const Scene& scene, const Process& process) {
    std::vector<const Node*> nodes;
    for (const std::size_t index : scene.graph().nodes_of({process.pid, 0}))
        nodes.push_back(&scene.node(index));
    return nodes;
}

bool is_asleep_for_good(const Node& node) {
    return node.thread->settled && !node.thread->wait.ends_by_itself();
}

void look_for_blocked(Scene& scene, const Process& process) {
    const std::uint64_t stuck = pending_and_blocked(process);
    for (const int signal : requests) {
        if ((stuck & bit(signal)) == 0 || is_consumed(process, signal)) continue;
        const auto nodes = nodes_of(scene, process);
        if (nodes.empty()) continue;
        Verdict verdict = verdict_on(scene, Cause::signal_ignored, nodes);
        verdict.summary = fmt::format(
            "{} was sent {}, but every thread of it blocks that signal and "
            "none takes it",
            who(process), os::signal_name(signal));
        verdict.advice = "Take it with sigwait or a signalfd, or unblock it in one thread.";
        const bool dead = std::ranges::none_of(nodes, &Node::live);
        if (!dead) doubt(verdict, Confidence::likely, "a thread that goes on may let it in");
        if (!dead && !is_idle_for_long(scene, process))
            doubt(verdict, Confidence::possible, "what a thread of it waits for is being done");
        if (!std::ranges::all_of(nodes, [](const Node* node) { return is_asleep_for_good(*node); }))
            doubt(verdict, Confidence::possible, "a thread of it runs, or will soon");
        scene.report(std::move(verdict));
    }
}

bool takes_only_signals(const Process& process) {
    return !process.threads.empty() &&
           std::ranges::all_of(process.threads, [](const Thread& thread) {
               return thread.ended() || (thread.settled && thread.wait.kind == WaitKind::signal);
           });
}

std::uint64_t signals_taken_by(const Process& process) {
    std::uint64_t taken = 0;
    for (const Thread& thread : process.threads) taken |= signals_taken(process, thread);
    return taken;
}

std::string taken_text(std::uint64_t mask) {
    std::string text;
    for (const int signal : os::SignalSet::from_mask(mask).list())
        text += (text.empty() ? "" : ", ") + os::signal_name(signal);
    return text;
}

// Somebody whose only way on is the end of this very process.
const Node* awaiting(const Scene& scene, const Process& process) {
    for (const Node& node : scene.graph().nodes()) {
        const auto& wait = node.thread->wait;
        if (node.thread->settled && wait.kind == WaitKind::child && wait.target == process.pid)
            return &node;
    }
    return nullptr;
}

void look_for_ignored(Scene& scene, const Process& process) {
    const Node* parent = awaiting(scene, process);
    const bool ignores = (process.signals.ignored & bit(SIGTERM)) != 0;
    if (!ignores || parent == nullptr || !takes_only_signals(process)) return;
    auto concerned = nodes_of(scene, process);
    concerned.push_back(parent);
    Verdict verdict = verdict_on(scene, Cause::signal_ignored, concerned);
    verdict.summary =
        fmt::format("{} waits for the exit of {}, which ignores SIGTERM and only waits for signals",
                    who_where(*parent), who(process));
    verdict.advice = fmt::format(
        "Do not ignore SIGTERM in {} (an ignored signal is inherited across exec), or follow it by "
        "SIGKILL after a while.",
        process.name);
    doubt(verdict, Confidence::likely, "another signal may end it");
    if (const auto taken = signals_taken_by(process); taken != 0)
        doubt(verdict, Confidence::possible,
              fmt::format("it waits for {}: by that it may be asked to end", taken_text(taken)));
    scene.report(std::move(verdict));
}

bool is_dead(const Scene& scene, const Process& process) {
    return std::ranges::none_of(nodes_of(scene, process), &Node::live);
}

// A thread beside others that go on may be parked like this.
void look_for_deaf(Scene& scene) {
    for (const Node* node : scene.ends()) {
        const Process& process = *node->process;
        const bool deaf = node->thread->wait.kind == WaitKind::signal;
        if (!deaf || !process.in_tree || !is_dead(scene, process)) continue;
        scene.claim(*node);
        Verdict verdict = verdict_on(scene, Cause::signal_ignored, {node});
        for (const Node* waiter : scene.waiters(*node))
            add_party(verdict, waiter->party.pid, waiter->party.tid);
        verdict.summary =
            fmt::format("{} waits for a signal, but lets none in: it blocks them all{}",
                        who_where(*node), waiters_text(scene, *node));
        verdict.advice =
            "Let in the signal that it is to wait for: by the mask of sigsuspend, or by sigwait.";
        doubt(verdict, Confidence::likely, "it may be there to be killed");
        if (scene.waiters(*node).empty() && process.pid != scene.snapshot().root)
            doubt(verdict, Confidence::possible, "no thread waits for it");
        scene.report(std::move(verdict));
    }
}

}  // namespace

void find_signal_ignored(Scene& scene) {
    for (const Process& process : scene.snapshot().processes) {
        if (!process.in_tree || process.ended()) continue;
        look_for_blocked(scene, process);
        look_for_ignored(scene, process);
    }
    look_for_deaf(scene);
}

}  // namespace hangar::waitgraph
