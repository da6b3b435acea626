// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <hangar/diag/tasks/tree.hpp>

namespace hangar::tasks {
namespace {

// In the order of WaitKind.
constexpr std::array<std::string_view, 22> wait_names{
    "none",   "sleep",   "event",   "send", "receive", "nursery", "readable", "writable",
    "exit",   "thread",  "reply",   "lock", "yield",   "frame",   "call",     "signal",
    "accept", "forever", "context", "item", "room",    "terminal"};
static_assert(wait_names.size() == static_cast<std::size_t>(WaitKind::terminal) + 1);

template <class List>
bool is_index(std::int32_t index, const List& list) {
    return index >= -1 && (index < 0 || static_cast<std::size_t>(index) < list.size());
}

bool is_sound(const Frame& frame, const Actor& actor) {
    if (!is_index(frame.place, actor.places)) return false;
    if (waits_for_a_peer(frame)) return is_index(frame.target, actor.peers);
    switch (static_cast<WaitKind>(frame.wait)) {
        case WaitKind::nursery:
            return is_index(frame.target, actor.nurseries);
        case WaitKind::lock:
            return is_index(frame.target, actor.tasks);
        default:
            return frame.target == -1;
    }
}

bool is_sound(const Task& task, const Actor& actor) {
    return is_index(task.nursery, actor.nurseries) && is_index(task.scope, actor.scopes) &&
           std::ranges::all_of(task.frames,
                               [&](const Frame& frame) { return is_sound(frame, actor); });
}

bool is_sound(const Peer& peer, const Actor& actor) {
    return is_index(peer.nursery, actor.nurseries) &&
           std::ranges::all_of(peer.served, [&](const Served& served) {
               return is_index(served.task, actor.tasks);
           });
}

// Follows each chain once: a scope that was reached before has been judged.
bool scopes_are_sound(const std::vector<Scope>& scopes) {
    std::vector<std::size_t> seen_from(scopes.size(), SIZE_MAX);
    for (std::size_t start = 0; start < scopes.size(); ++start) {
        for (auto at = static_cast<std::int32_t>(start); at >= 0;) {
            const auto index = static_cast<std::size_t>(at);
            if (seen_from[index] == start) return false;
            if (seen_from[index] != SIZE_MAX) break;
            seen_from[index] = start;
            at = scopes[index].parent;
            if (!is_index(at, scopes)) return false;
        }
    }
    return true;
}

}  // namespace

bool Actor::is_sound() const {
    const auto nursery_is_sound = [&](const Nursery& nursery) {
        return is_index(nursery.task, tasks) && is_index(nursery.scope, scopes);
    };
    const auto sound = [&](const auto& part) { return hangar::tasks::is_sound(part, *this); };
    return is_index(running, tasks) && scopes_are_sound(scopes) &&
           std::ranges::all_of(nurseries, nursery_is_sound) && std::ranges::all_of(tasks, sound) &&
           std::ranges::all_of(peers, sound);
}

std::string Actor::parent_uid() const {
    const auto found = std::ranges::find_if(peers, &Peer::parent);
    return found == peers.end() ? std::string() : found->uid;
}

bool waits_for_a_peer(const Frame& frame) noexcept {
    const auto kind = static_cast<WaitKind>(frame.wait);
    return kind == WaitKind::call || kind == WaitKind::context || kind == WaitKind::item ||
           kind == WaitKind::room || kind == WaitKind::terminal;
}

std::string call_name(std::uint64_t call) {
    if ((call & CallNode::is_context) == 0) return fmt::format("call {}", call);
    return fmt::format("context {}", call & ~CallNode::is_context);
}

std::string wait_name(std::uint32_t kind) {
    if (kind < wait_names.size()) return std::string(wait_names[kind]);
    return fmt::format("wait kind {}", kind);
}

std::string_view name(Source source) noexcept {
    switch (source) {
        case Source::loop:
            return "loop";
        case Source::outside:
            return "outside";
        case Source::core:
            return "core";
    }
    return "";
}

}  // namespace hangar::tasks
