// SPDX-License-Identifier: Apache-2.0
// The half of text.hpp that tells a circle.
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/waitgraph/text.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Snapshot;
using snapshot::WaitKind;

// The first owner that lies in the same component; the walk along these comes round.
std::size_t next_in(const Graph& graph, std::size_t at) {
    const Node& node = graph.nodes()[at];
    const auto inside = [&](std::size_t owner) {
        return graph.nodes()[owner].component == node.component;
    };
    // Prefer another one: a mutex held by itself is no step.
    const auto other = std::ranges::find_if(
        node.owners, [&](std::size_t owner) { return owner != at && inside(owner); });
    return other == node.owners.end() ? at : *other;
}

// From `start` until a node comes again: the circle is what lies between.
std::vector<std::size_t> circle(const Graph& graph, std::size_t start) {
    std::vector<std::size_t> path;
    std::size_t at = start;
    while (std::ranges::find(path, at) == path.end()) {
        path.push_back(at);
        at = next_in(graph, at);
    }
    path.erase(path.begin(), std::ranges::find(path, at));
    return path;
}

// A child's exit is its process's, whichever of its threads keeps it: "process 7, whose thread 8".
bool is_awaited_by_process(const Node& waiter, const Node& owner) {
    return waiter.thread->wait.kind == WaitKind::child && who(owner) != who(*owner.process);
}

std::string awaited_text(const Node& waiter, const Node& owner, bool where) {
    const std::string thread = where ? who_where(owner) : who(owner);
    return is_awaited_by_process(waiter, owner)
               ? fmt::format("{}, whose {}", who(*owner.process), thread)
               : thread;
}

}  // namespace

std::string waits_for_text(const Snapshot& snapshot, const Node& node) {
    const auto& thread = *node.thread;
    const std::string object = object_text(snapshot, *node.process, thread);
    const std::string detail = detail_text(snapshot, *node.process, thread);
    switch (thread.wait.kind) {
        case WaitKind::mutex:
        case WaitKind::rwlock:
            return fmt::format("waits for {}, held by", object);
        case WaitKind::join:
            return "waits for the end of";
        case WaitKind::child:
            return "waits for the exit of";
        case WaitKind::vfork:
            return "waits in vfork for";
        case WaitKind::pipe_read:
            return fmt::format("reads from {}, {}, whose writer is", object, detail);
        case WaitKind::pipe_write:
            return fmt::format("writes to {}, {}, whose reader is", object, detail);
        case WaitKind::socket_read:
            return fmt::format("waits for data on {}, whose other end is held by", object);
        case WaitKind::socket_write:
            return fmt::format("sends on {}, full, whose other end is held by", object);
        case WaitKind::tty_write:
            return fmt::format("writes to {}, whose master is held by", object);
        case WaitKind::file_lock:
            return fmt::format("waits for the lock on {}, held by", object);
        default:
            return fmt::format("waits for {}, which depends on", object);
    }
}

std::string circle_text(const Snapshot& snapshot, const Graph& graph, const Component& component) {
    const auto members = circle(graph, component.members.front());
    std::string text = who_where(graph.nodes()[members.front()]);
    const char* joint = " ";
    for (const std::size_t member : members) {
        const std::size_t next = next_in(graph, member);
        const Node& owner = graph.nodes()[next];
        text += joint;
        text += waits_for_text(snapshot, graph.nodes()[member]) + ' ';
        text += awaited_text(graph.nodes()[member], owner, next != members.front());
        joint = is_awaited_by_process(graph.nodes()[member], owner) ? " " : ", which ";
    }
    return text;
}

}  // namespace hangar::waitgraph
