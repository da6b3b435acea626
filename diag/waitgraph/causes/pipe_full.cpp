// SPDX-License-Identifier: Apache-2.0
// pipe-full: a write into a full pipe that nobody will read: its readers wait, directly or not, for
// the writer; or they are stopped; or they are the writer's own process.
// Evidence: no POLLOUT, and every process that holds a read end. Guard: a live reader, however
// slow, makes the writer live.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::WaitKind;

constexpr const char* pipe_advice =
    "Read the pipe until its end before waiting for the writer, or send the output to a file.";

void report_own_reader(Scene& scene, const Node& node) {
    Verdict verdict = verdict_on(scene, Cause::pipe_full, {&node});
    verdict.summary = fmt::format(
        "{} writes to {}, {}, whose only reader is its own process, and none of its threads can "
        "read it{}",
        who_where(node), object_text(scene.snapshot(), *node.process, *node.thread),
        detail_text(scene.snapshot(), *node.process, *node.thread), waiters_text(scene, node));
    verdict.advice = "Close the read end that is not needed, or read it in another thread.";
    scene.claim(node);
    scene.report(std::move(verdict));
}

// Its reader is stopped, and nobody waits for the reader as such.
void report_stopped_reader(Scene& scene, const Node& stopped, const Node& writer) {
    Verdict verdict = verdict_on(scene, Cause::pipe_full, {&writer, &stopped});
    verdict.summary =
        fmt::format("{} writes to {}, {}, and its reader, {}, is {}", who_where(writer),
                    object_text(scene.snapshot(), *writer.process, *writer.thread),
                    detail_text(scene.snapshot(), *writer.process, *writer.thread),
                    who(*stopped.process), stopped_text(*stopped.process));
    verdict.advice = fmt::format("Continue the reader: kill -CONT {}.", stopped.party.pid);
    scene.claim(stopped);
    scene.report(std::move(verdict));
}

void look_at_stopped(Scene& scene, const Node& node) {
    const auto waiting = scene.waiters(node);
    const auto writer = std::ranges::find_if(waiting, [](const Node* other) {
        return other->thread->wait.kind == WaitKind::pipe_write;
    });
    const bool awaited = std::ranges::any_of(
        waiting, [](const Node* other) { return other->thread->wait.kind == WaitKind::child; });
    if (writer != waiting.end() && !awaited) report_stopped_reader(scene, node, **writer);
}

}  // namespace

void find_pipe_full(Scene& scene) {
    for (const Component* circle : scene.circles()) {
        if (!scene.kinds(*circle).contains(WaitKind::pipe_write)) continue;
        Verdict verdict = verdict_on_circle(scene, Cause::pipe_full, *circle, "deadlock");
        verdict.advice = pipe_advice;
        scene.claim(*circle);
        scene.report(std::move(verdict));
    }
    for (const Node* node : scene.ends()) {
        if (node->thread->wait.kind == WaitKind::pipe_write) report_own_reader(scene, *node);
        if (node->thread->wait.kind == WaitKind::stopped) look_at_stopped(scene, *node);
    }
}

}  // namespace hangar::waitgraph
