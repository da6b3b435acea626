// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/diag/waitgraph/task_graph.hpp>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using tasks::Actor;

// Where the task stands in the program's own code: what the runtime does for it tells nobody.
std::string place_of(const Actor& actor, const tasks::Task& task) {
    for (const tasks::Frame& frame : task.frames) {
        if (frame.place < 0) continue;
        const auto& place = actor.places[static_cast<std::size_t>(frame.place)];
        if (place.file.find("backends/") != std::string::npos) continue;
        return fmt::format(" at {}:{}", place.file, place.line);
    }
    return {};
}

std::string deed_of_a_peer(const TaskWait& node, const tasks::Frame& leaf) {
    const std::string call = tasks::call_name(leaf.call);
    if (leaf.target < 0) return "the other end of " + call;
    const auto& peer = node.actor->peers[static_cast<std::size_t>(leaf.target)];
    switch (static_cast<tasks::WaitKind>(leaf.wait)) {
        case tasks::WaitKind::item:
            return fmt::format("an item of actor {} in {}", peer.name, call);
        case tasks::WaitKind::room:
            return fmt::format("actor {} to receive in {}", peer.name, call);
        case tasks::WaitKind::context:
            return fmt::format("actor {} to go on with {}", peer.name, call);
        case tasks::WaitKind::terminal:
            return fmt::format("the terminal, through actor {} in {}", peer.name, call);
        default:
            return fmt::format("the answer of actor {} to {}", peer.name, call);
    }
}

}  // namespace

std::string who(const Actor& actor) {
    return fmt::format("{} {} (pid {})", actor.uid.empty() ? "loop" : "actor", actor.name,
                       actor.process.pid);
}

std::string who(const TaskWait& node) {
    return fmt::format("task {} \"{}\" of {}{}", node.task->id, node.task->name, who(*node.actor),
                       place_of(*node.actor, *node.task));
}

std::string object_of(const TaskWait& node) {
    const tasks::Frame* leaf = leaf_of(*node.task);
    if (leaf == nullptr) return "something that could not be read";
    switch (static_cast<tasks::WaitKind>(leaf->wait)) {
        case tasks::WaitKind::none:
            return "its turn";
        case tasks::WaitKind::forever:
            return "its cancellation";
        case tasks::WaitKind::nursery:
            return "its nursery's tasks";
        case tasks::WaitKind::lock:
            return fmt::format("lock {:#x}", leaf->object);
        case tasks::WaitKind::exit:
            return fmt::format("the end of process {}", leaf->object);
        case tasks::WaitKind::call:
        case tasks::WaitKind::context:
        case tasks::WaitKind::item:
        case tasks::WaitKind::room:
        case tasks::WaitKind::terminal:
            return deed_of_a_peer(node, *leaf);
        default:
            return fmt::format("{} {:#x}", tasks::wait_name(leaf->wait), leaf->object);
    }
}

std::string evidence_of(const TaskWait& node) {
    const tasks::Frame* leaf = leaf_of(*node.task);
    std::string line = fmt::format("{} waits for {}", who(node), object_of(node));
    if (leaf == nullptr || leaf->waited == tasks::no_time) return line;
    const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::nanoseconds(leaf->waited));
    return fmt::format("{} for {}, and no deadline will end that", line, duration_text(waited));
}

}  // namespace hangar::waitgraph
