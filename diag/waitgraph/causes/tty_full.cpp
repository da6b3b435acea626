// SPDX-License-Identifier: Apache-2.0
// tty-full: a write to a terminal that is full because nobody reads its master: whoever has it
// waits, directly or not, for the writer. Evidence: the bytes that the master holds. Guard: a live
// holder of the master, however slow.
#include <fmt/format.h>

#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::FdKind;
using snapshot::WaitKind;

void add_masters(const Scene& scene, const Node& writer, Verdict& verdict) {
    for (const auto& watch : writer.thread->wait.fds) {
        const auto* tty = writer.process->descriptor(watch.fd);
        if (tty == nullptr) continue;
        for (const Holder& master :
             scene.picture().holders({.kind = FdKind::tty_master, .number = tty->id}))
            verdict.evidence.push_back(
                fmt::format("{} holds the terminal's master with {} bytes unread",
                            who(*master.process), master.fd->count));
    }
}

}  // namespace

void find_tty_full(Scene& scene) {
    for (const Component* circle : scene.circles()) {
        if (!scene.kinds(*circle).contains(WaitKind::tty_write)) continue;
        Verdict verdict = verdict_on_circle(scene, Cause::tty_full, *circle, "deadlock");
        for (const Node* node : scene.members(*circle)) add_masters(scene, *node, verdict);
        verdict.advice = "Read the terminal's master until its end before waiting for the child.";
        scene.claim(*circle);
        scene.report(std::move(verdict));
    }
    for (const Node* node : scene.ends()) {
        if (node->thread->wait.kind != WaitKind::tty_write) continue;
        Verdict verdict = verdict_on(scene, Cause::tty_full, {node});
        add_masters(scene, *node, verdict);
        verdict.summary = fmt::format("{} writes to {}, which is full, and nobody reads its master",
                                      who_where(*node),
                                      object_text(scene.snapshot(), *node->process, *node->thread));
        verdict.advice = "Read the terminal's master in a loop of its own.";
        scene.claim(*node);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
