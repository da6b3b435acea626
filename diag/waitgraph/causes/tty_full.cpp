// SPDX-License-Identifier: Apache-2.0
// tty-full: a write to a terminal that is full because nobody reads its master: whoever has it
// waits, directly or not, for the writer. Evidence: the bytes that the master holds. Guard: a live
// holder of the master, however slow. With room left its output was stopped, as by Ctrl-S: whoever
// has the terminal may continue it.
#include <fmt/format.h>

#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::FdKind;
using snapshot::WaitKind;

constexpr std::uint64_t fullness = 4095;  // bytes, from which on a terminal takes no more

// Whether one of its masters holds as much as it can; also if there is none to ask.
bool add_masters(const Scene& scene, const Node& writer, Verdict& verdict) {
    bool full = true;
    for (const auto& watch : writer.thread->wait.fds) {
        const auto* tty = writer.process->descriptor(watch.fd);
        if (tty == nullptr) continue;
        for (const Holder& master :
             scene.picture().holders({.kind = FdKind::tty_master, .number = tty->id})) {
            verdict.evidence.push_back(
                fmt::format("{} holds the terminal's master with {} bytes unread",
                            who(*master.process), master.fd->count));
            full = master.fd->count >= fullness;
        }
    }
    return full;
}

void advise(Verdict& verdict, bool full, std::string_view reading) {
    verdict.advice = full ? reading
                          : "Continue the terminal's output: it is not full, so it was stopped "
                            "(Ctrl-Q, or tcflow with TCOON).";
    if (!full)
        doubt(verdict, Confidence::likely, "whoever has the terminal may continue its output");
}

}  // namespace

void find_tty_full(Scene& scene) {
    for (const Component* circle : scene.circles()) {
        if (!scene.kinds(*circle).contains(WaitKind::tty_write)) continue;
        Verdict verdict = verdict_on_circle(scene, Cause::tty_full, *circle, "deadlock");
        bool full = true;
        for (const Node* node : scene.members(*circle))
            full = add_masters(scene, *node, verdict) && full;
        advise(verdict, full,
               "Read the terminal's master until its end before waiting for the child.");
        scene.claim(*circle);
        scene.report(std::move(verdict));
    }
    for (const Node* node : scene.ends()) {
        if (node->thread->wait.kind != WaitKind::tty_write) continue;
        Verdict verdict = verdict_on(scene, Cause::tty_full, {node});
        const bool full = add_masters(scene, *node, verdict);
        verdict.summary = fmt::format("{} writes to {}, which is {}", who_where(*node),
                                      object_text(scene.snapshot(), *node->process, *node->thread),
                                      full ? "full, and nobody reads its master" : "stopped");
        advise(verdict, full, "Read the terminal's master in a loop of its own.");
        scene.claim(*node);
        scene.report(std::move(verdict));
    }
}

}  // namespace hangar::waitgraph
