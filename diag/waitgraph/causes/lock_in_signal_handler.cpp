// SPDX-License-Identifier: Apache-2.0
// lock-in-signal-handler: a handler waits for a lock that the code it interrupted holds: its own
// thread's mutex, or a lock of the C library's (malloc, stdio), which names no owner.
// Evidence: the owner field, and a signal's frame on the stack. Guard: it needs the stack; without
// one it stays self-deadlock. A lock without an owner is never proven.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Frame;
using snapshot::WaitKind;

bool in_handler(const Node& node) {
    return std::ranges::any_of(node.thread->frames, &Frame::signal_frame);
}

void report(Scene& scene, const Node& node, const std::string& what) {
    Verdict verdict = verdict_on(scene, Cause::lock_in_signal_handler, {&node});
    verdict.summary = fmt::format(
        "deadlock: a signal's handler in {} waits for {}, which the code that it interrupted "
        "holds{}",
        who_where(node), what, waiters_text(scene, node));
    verdict.advice =
        "In a signal handler take no lock and call only async-signal-safe functions (no malloc, no "
        "stdio): set a flag or write to a pipe there, and do the work outside.";
    scene.claim(node);
    scene.report(std::move(verdict));
}

}  // namespace

void find_lock_in_signal_handler(Scene& scene) {
    for (const Component* circle : scene.circles()) {
        const Node& node = scene.node(circle->members.front());
        const bool own = circle->members.size() == 1 && node.thread->wait.kind == WaitKind::mutex;
        if (own && in_handler(node))
            report(scene, node, object_text(scene.snapshot(), *node.process, *node.thread));
    }
    for (const Node* node : scene.ends()) {
        const auto& wait = node->thread->wait;
        if (wait.kind == WaitKind::mutex && wait.word->owner_unknown && in_handler(*node))
            report(scene, *node, "a lock of the C library");
    }
}

}  // namespace hangar::waitgraph
