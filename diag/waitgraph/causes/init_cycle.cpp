// SPDX-License-Identifier: Apache-2.0
// init-cycle: a thread waits for a static object's initialisation, or a std::call_once, that
// another thread has begun and cannot end. Evidence: the guard's word; the other thread is the one
// that has the same function on its stack. Guard: nobody owns a guard, so it is never proven;
// without stacks nobody is named.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/causes/causes.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Frame;
using snapshot::WaitKind;

bool waits_for_init(const Scene& scene, const Node& node) {
    const WaitKind kind = scene.kind(node);
    return kind == WaitKind::init || kind == WaitKind::call_once;
}

// The dead thread that is in the midst of the function that `node` waits to enter.
const Node* initialiser(const Scene& scene, const Node& node) {
    const std::string function = function_of(*node.thread);
    if (function.empty()) return nullptr;
    const auto inside = [&function](const Frame& frame) {
        return frame.function == function || frame.function.starts_with(function + '(');
    };
    for (const Node& other : scene.graph().nodes())
        if (!other.live && &other != &node && other.process == node.process &&
            function_of(*other.thread) != function &&
            std::ranges::any_of(other.thread->frames, inside))
            return &other;
    return nullptr;
}

void report(Scene& scene, const std::vector<const Node*>& waiting) {
    const Node& first = *waiting.front();
    const Node* other = initialiser(scene, first);
    auto concerned = waiting;
    if (other != nullptr && std::ranges::find(waiting, other) == waiting.end())
        concerned.push_back(other);
    Verdict verdict = verdict_on(scene, Cause::init_cycle, concerned);
    verdict.summary = fmt::format(
        "{} waits for the initialisation behind {} to end; {}", who_where(first),
        object_text(scene.snapshot(), *first.process, *first.thread),
        other != nullptr ? fmt::format("{} is inside it and waits itself", who_where(*other))
                         : "no thread of the process can go on to end it");
    verdict.advice =
        "Let an initialiser wait for no other thread: start threads and take locks after it.";
    for (const Node* node : waiting) scene.claim(*node);
    scene.report(std::move(verdict));
}

}  // namespace

void find_init_cycle(Scene& scene) {
    std::map<pid_t, std::vector<const Node*>> by_process;
    for (const Node* node : scene.ends())
        if (waits_for_init(scene, *node)) by_process[node->party.pid].push_back(node);
    for (const auto& [pid, waiting] : by_process) report(scene, waiting);
}

}  // namespace hangar::waitgraph
