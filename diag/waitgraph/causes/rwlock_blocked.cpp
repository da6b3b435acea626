// SPDX-License-Identifier: Apache-2.0
// rwlock-blocked: a circle through a read-write lock, or a wait for one whose readers (they have no
// names) cannot be any live thread: a reader that wants to become the writer, or one that forgot.
// Guard: readers are anonymous, so without a known writer it is never proven.
#include <fmt/format.h>

#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::WaitKind;

constexpr const char* rwlock_advice =
    "Look for a thread that holds the lock to read while it asks to write, or that waits for "
    "another "
    "lock while it holds this one.";

void report_end(Scene& scene, const Node& node) {
    Verdict verdict = verdict_on(scene, Cause::rwlock_blocked, {&node});
    const std::string lock = object_text(scene.snapshot(), *node.process, *node.thread);
    verdict.summary =
        fmt::format("{} waits for {} with {}, and no thread that could be one of them can go on{}",
                    who_where(node), lock, counted(node.thread->wait.word->readers, "reader"),
                    waiters_text(scene, node));
    verdict.advice = rwlock_advice;
    scene.claim(node);
    scene.report(std::move(verdict));
}

}  // namespace

void find_rwlock_blocked(Scene& scene) {
    for (const Component* circle : scene.circles()) {
        const auto kinds = scene.kinds(*circle);
        const bool locks_only = kinds == std::set{WaitKind::rwlock} ||
                                kinds == std::set{WaitKind::mutex, WaitKind::rwlock};
        if (!locks_only) continue;
        Verdict verdict = verdict_on_circle(scene, Cause::rwlock_blocked, *circle, "deadlock");
        verdict.advice = rwlock_advice;
        scene.claim(*circle);
        scene.report(std::move(verdict));
    }
    for (const Node* node : scene.ends())
        if (node->thread->wait.kind == WaitKind::rwlock && node->thread->wait.word->owner_unknown)
            report_end(scene, *node);
}

}  // namespace hangar::waitgraph
