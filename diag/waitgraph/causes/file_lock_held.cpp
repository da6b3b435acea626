// SPDX-License-Identifier: Apache-2.0
// file-lock-held: a wait for a file lock that is held by a process which only inherited it (whoever
// took it has gone, and the heir does not know that it holds a lock), or which will do nothing for
// minutes. Evidence: the holders are those whose descriptors say so; the kernel's list names who
// took it. Guard: a holder that may go on at any time may give it up, so that is only possible; so
// is one that a helper took for somebody older (flock(1) on a shell's descriptor), and one whose
// heir serves: a daemon takes the lock against a second one of its kind before it forks. A flock is
// also undone through a copy of its descriptor: while one may lie in a message to somebody, which
// the tree has to do with, more than possible cannot be said.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/causes/idle.hpp>
#include <hangar/diag/waitgraph/causes/serving.hpp>
#include <hangar/diag/waitgraph/file_locks.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::FileLock;
using snapshot::Process;

bool sleeps_or_ended(const Process& process) {
    return std::ranges::all_of(process.threads, [](const snapshot::Thread& thread) {
        return thread.settled || thread.ended();
    });
}

// An heir has the descriptor, did not take the lock, and was born after whoever took it.
bool is_inherited(const FileLock& held, const std::vector<const Process*>& holders) {
    return held.kind == FileLock::Kind::flock &&
           std::ranges::all_of(holders, [&](const Process* it) {
               return it->pid > held.pid && sleeps_or_ended(*it);
           });
}

// How a process came by a lock, and what it does under it.
enum class Holding { stray, daemon, idle, unknown };

Holding holding_of(const Scene& scene, const FileLock& held,
                   const std::vector<const Process*>& holders) {
    if (is_inherited(held, holders)) {
        const bool serving =
            std::ranges::any_of(holders, [&](const Process* it) { return serves(scene, *it); });
        return serving ? Holding::daemon : Holding::stray;
    }
    const bool idle = std::ranges::all_of(
        holders, [&](const Process* it) { return is_idle_for_long(scene, *it); });
    return idle ? Holding::idle : Holding::unknown;
}

std::string holding_text(Holding holding, const FileLock& held) {
    switch (holding) {
        case Holding::stray:
        case Holding::daemon:
            return fmt::format(", which inherited it from process {}", held.pid);
        case Holding::idle:
            return ", which will do nothing for long";
        case Holding::unknown:
            return {};
    }
    return {};
}

std::string advice_on(Holding holding, const Process& holder) {
    switch (holding) {
        case Holding::stray:
            return "Open the lock file close-on-exec, so that children do not keep the lock.";
        case Holding::daemon:
            return fmt::format(
                "See whether {} is meant to have the lock, as a daemon against a second one of its "
                "kind; ask with LOCK_NB or a time limit.",
                who(holder));
        case Holding::idle:
        case Holding::unknown:
            return fmt::format("See what {} does under the lock; ask with LOCK_NB or a time limit.",
                               who(holder));
    }
    return {};
}

void doubt_for(Holding holding, Verdict& verdict) {
    switch (holding) {
        case Holding::stray:
            return doubt(verdict, Confidence::likely, "the holder may end, and the lock with it");
        case Holding::daemon:
            return doubt(verdict, Confidence::possible,
                         "the holder waits for work, and may have the lock on purpose");
        case Holding::idle:
            return doubt(verdict, Confidence::likely, "the holder may unlock it");
        case Holding::unknown:
            return doubt(verdict, Confidence::possible, "the holder may unlock it");
    }
}

bool may_be_on_its_way(const Scene& scene, const FileLock& held) {
    const Picture& picture = scene.picture();
    return held.kind != FileLock::Kind::posix &&
           std::ranges::any_of(picture.receivers(), [&picture](const Holder& receiver) {
               return picture.may_be_for(receiver);
           });
}

void report(Scene& scene, const Node& node, const FileLock& held,
            const std::vector<const Process*>& holders) {
    const Holding holding = holding_of(scene, held, holders);
    Verdict verdict = verdict_on(scene, Cause::file_lock_held, {&node});
    for (const Process* holder : holders) add_party(verdict, holder->pid, 0);
    const std::string file = object_text(scene.snapshot(), *node.process, *node.thread);
    verdict.summary = fmt::format("{} waits for the lock on {}, held by {}{}", who_where(node),
                                  file, who(*holders.front()), holding_text(holding, held));
    verdict.advice = advice_on(holding, *holders.front());
    doubt_for(holding, verdict);
    if (may_be_on_its_way(scene, held))
        doubt(verdict, Confidence::possible, "whoever gets it in a message may unlock it");
    scene.report(std::move(verdict));
}

}  // namespace

void find_file_lock_held(Scene& scene) {
    for (const Node& node : scene.graph().nodes()) {
        const bool waits = node.thread->wait.kind == snapshot::WaitKind::file_lock;
        // The dead wait for what holds up the holder; that is the cause.
        if (!waits || !node.live || !node.thread->settled) continue;
        for (const auto& lock : locks_waited_for(scene.picture(), *node.process, *node.thread)) {
            const auto holders = lock_holders(scene.picture(), lock.held);
            if (!holders.empty()) report(scene, node, lock.held, holders);
        }
    }
}

}  // namespace hangar::waitgraph
