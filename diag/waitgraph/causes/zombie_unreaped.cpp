// SPDX-License-Identifier: Apache-2.0
// zombie-unreaped: a child has ended, but its parent waits for something else and never collects
// it. Evidence: a zombie in both samples. Guard: a parent that runs, waits for children, or waits
// for the world outside or for less than some minutes will collect it in time: only possible.
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/idle.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Process;
using snapshot::Thread;
using snapshot::WaitKind;

constexpr std::uint64_t sigchld = std::uint64_t{1} << (SIGCHLD - 1);

bool was_a_zombie_before(const Process& process) {
    return process.state == 'Z' && process.threads.size() <= 1 &&
           std::ranges::all_of(process.threads, &Thread::settled);
}

bool collects(const Process& parent) {
    return std::ranges::any_of(parent.threads, [](const Thread& thread) {
        return thread.wait.kind == WaitKind::child || !thread.settled;
    });
}

// Not of a child's end, but of another signal that it handles or awaits: a service that collects
// what is left when it is asked to end.
bool is_woken_by_something_else(const Process& parent) {
    if ((parent.signals.caught & sigchld) != 0) return false;
    return std::ranges::any_of(parent.threads, [&parent](const Thread& thread) {
        const bool waits = thread.wait.kind == WaitKind::signal;
        const bool chosen = ~thread.wait.signals != 0 && (thread.wait.signals & sigchld) == 0;
        return waits && (chosen || Picture::handled_signals(parent) != 0);
    });
}

}  // namespace

void find_zombie_unreaped(Scene& scene) {
    std::map<const Process*, std::vector<const Process*>> zombies;
    for (const Process& process : scene.snapshot().processes) {
        const Process* parent = scene.picture().process(process.ppid);
        const bool ours = process.in_tree && parent != nullptr && !parent->examiner;
        if (ours && was_a_zombie_before(process) && !parent->ended() && !collects(*parent))
            zombies[parent].push_back(&process);
    }
    for (const auto& [parent, children] : zombies) {
        Verdict verdict{.cause = Cause::zombie_unreaped, .confidence = Confidence::likely};
        for (const Process* child : children) add_party(verdict, child->pid, child->pid);
        for (const Thread& thread : parent->threads)
            if (const Node* node = scene.graph().find({parent->pid, thread.tid})) {
                add_party(verdict, parent->pid, thread.tid);
                verdict.evidence.push_back(evidence_text(scene.snapshot(), *node));
            }
        verdict.summary =
            fmt::format("{} has ended and is not collected: its parent, {}, waits for {}",
                        who(*children.front()), who(*parent),
                        object_text(scene.snapshot(), *parent, parent->threads.front()));
        if (children.size() > 1)
            verdict.summary += fmt::format(" ({} such children)", children.size());
        verdict.advice =
            "Wait for children where they end: waitpid in the handler's loop, a pidfd in "
            "the event loop; a SIGCHLD that comes before pause() is lost.";
        if (!is_idle_for_long(scene, *parent))
            doubt(verdict, Confidence::possible, "its parent may come round to it");
        if (is_woken_by_something_else(*parent))
            doubt(verdict, Confidence::possible, "a signal may make its parent collect it");
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
