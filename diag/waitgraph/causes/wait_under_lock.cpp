// SPDX-License-Identifier: Apache-2.0
// wait-under-lock: a thread waits for somebody (a join, a child, a condition, a promise) while it
// owns a lock that this somebody, or whoever else could end the wait, needs first.
// Evidence: the owner field, and the wait. Guard: both samples; a condition has no owner, so
// through one it is never proven.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::WaitKind;

constexpr const char* lock_advice =
    "Release the lock before waiting: take what is needed under it, unlock, then join or wait.";

bool is_lock(WaitKind kind) {
    return kind == WaitKind::mutex || kind == WaitKind::rwlock;
}

bool is_lock_and_wait(const std::set<WaitKind>& kinds) {
    const std::set waits{WaitKind::join, WaitKind::child, WaitKind::vfork};
    const bool only = std::ranges::all_of(
        kinds, [&](WaitKind kind) { return is_lock(kind) || waits.contains(kind); });
    return only && std::ranges::any_of(kinds, is_lock);
}

bool is_ownerless(WaitKind kind) {
    return kind == WaitKind::condvar || kind == WaitKind::semaphore || kind == WaitKind::future ||
           kind == WaitKind::atomic || kind == WaitKind::eventfd;
}

void report_end(Scene& scene, const Node& holder, std::vector<const Node*> wanting) {
    wanting.insert(wanting.begin(), &holder);
    Verdict verdict = verdict_on(scene, Cause::wait_under_lock, wanting);
    const Node& first = *wanting[1];
    verdict.summary =
        fmt::format("{} waits for {} while it holds {}, for which {} waits", who_where(holder),
                    object_text(scene.snapshot(), *holder.process, *holder.thread),
                    object_text(scene.snapshot(), *first.process, *first.thread), who_where(first));
    verdict.advice = lock_advice;
    scene.claim(holder);
    scene.report(std::move(verdict));
}

}  // namespace

void find_wait_under_lock(Scene& scene) {
    for (const Component* circle : scene.circles()) {
        if (!is_lock_and_wait(scene.kinds(*circle))) continue;
        Verdict verdict = verdict_on_circle(scene, Cause::wait_under_lock, *circle, "deadlock");
        verdict.advice = lock_advice;
        scene.claim(*circle);
        scene.report(std::move(verdict));
    }
    for (const Node* node : scene.ends()) {
        if (!is_ownerless(node->thread->wait.kind)) continue;
        auto wanting = scene.waiters(*node);
        std::erase_if(wanting,
                      [](const Node* other) { return !is_lock(other->thread->wait.kind); });
        if (!wanting.empty()) report_end(scene, *node, std::move(wanting));
    }
}

}  // namespace hangar::waitgraph
