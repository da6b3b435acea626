// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <hangar/diag/tasks/loop_reader.hpp>
#include <set>
#include <span>

namespace hangar::tasks {
namespace {

// What a frame's `location` points at, as layout.hpp documents it.
struct Location {
    std::uint64_t file;
    std::uint64_t function;
    std::uint32_t line;
    std::uint32_t column;
};

constexpr std::size_t most_notes = 20;

std::uint64_t number(const void* pointer) {
    return std::bit_cast<std::uint64_t>(pointer);
}

// Text in a field of the node itself, which may lack its end.
template <std::size_t Size>
std::string field_text(const char (&field)[Size]) {
    std::string found(std::begin(field), std::find(std::begin(field), std::end(field), '\0'));
    std::ranges::replace_if(
        found, [](char c) { return c < 0x20 || c > 0x7e; }, '?');
    return found;
}

std::string uid_text(std::span<const std::uint8_t> uid) {
    if (std::ranges::all_of(uid, [](std::uint8_t byte) { return byte == 0; })) return {};
    std::string hex;
    for (const std::uint8_t byte : uid) hex += fmt::format("{:02x}", byte);
    return hex;
}

}  // namespace

Actor LoopReader::read(std::uint64_t address) {
    actor_.process = options_.process;
    actor_.program = options_.program;
    actor_.source = options_.source;
    const auto node = memory_.value<LoopNode>(address);
    if (!node) {
        note(fmt::format("the loop at {:#x} cannot be read", address));
        return std::move(actor_);
    }
    actor_.name = field_text(node->actor);
    actor_.uid = uid_text(node->uid);
    actor_.thread = node->thread;
    actor_.turns = node->turns;
    actor_.virtual_time = (node->flags & LoopNode::virtual_time) != 0;
    now_ns_ = actor_.virtual_time ? node->turn_ns : options_.now_ns;
    actor_.turn_began = ago(node->turn_ns);
    read_peers(number(node->peers));
    read_tasks(number(node->root));
    if (const auto running = tasks_.find(number(node->current)); running != tasks_.end())
        actor_.running = running->second;
    for (Task& task : actor_.tasks)
        for (Frame& frame : task.frames) resolve(frame);
    return std::move(actor_);
}

void LoopReader::read_peers(std::uint64_t address) {
    while (address != 0) {
        if (peers_.contains(address)) return note("its list of peers is a circle");
        if (peers_.size() == options_.limits.peers) return note("more peers were not read");
        const auto node = memory_.value<PeerNode>(address);
        if (!node) return note(fmt::format("the peer at {:#x} cannot be read", address));
        peers_.emplace(address, static_cast<Index>(actor_.peers.size()));
        Peer& peer = actor_.peers.emplace_back();
        peer.name = field_text(node->name);
        peer.uid = uid_text(node->uid);
        peer.process = {node->pid, node->start_time};
        peer.parent = (node->flags & PeerNode::is_parent) != 0;
        peer.ended = (node->flags & PeerNode::ended) != 0;
        if (node->cancel_sent_ns != 0) peer.cancel_sent = ago(node->cancel_sent_ns);
        if (node->cancel_acknowledged_ns != 0)
            peer.cancel_acknowledged = ago(node->cancel_acknowledged_ns);
        address = number(node->next);
    }
}

void LoopReader::read_tasks(std::uint64_t root) {
    if (root == 0) return;
    add_task(root, -1);
    // Tasks are added behind while their parents are read.
    for (std::size_t i = 0; i < actor_.tasks.size(); ++i) read_task(static_cast<Index>(i));
    for (const auto& [address, index] : peers_) {
        const auto node = memory_.value<PeerNode>(address);
        if (!node) continue;
        Peer& peer = actor_.peers[static_cast<std::size_t>(index)];
        const auto home = nurseries_.find(number(node->nursery));
        if (home != nurseries_.end()) peer.nursery = home->second;
        read_served(peer, number(node->served));
    }
}

void LoopReader::read_served(Peer& peer, std::uint64_t address) {
    std::set<std::uint64_t> seen;
    while (address != 0) {
        const bool ends = !seen.insert(address).second || seen.size() > options_.limits.served;
        const auto call = ends ? std::nullopt : memory_.value<CallNode>(address);
        if (!call) return note(fmt::format("the calls of {} cannot all be read", peer.name));
        const auto task = tasks_.find(number(call->task));
        peer.served.push_back({call->id, task == tasks_.end() ? -1 : task->second});
        address = number(call->next);
    }
}

LoopReader::Index LoopReader::add_task(std::uint64_t address, Index nursery) {
    const auto index = static_cast<Index>(actor_.tasks.size());
    tasks_.emplace(address, index);
    task_addresses_.emplace(index, address);
    actor_.tasks.emplace_back().nursery = nursery;
    return index;
}

void LoopReader::read_task(Index index) {
    const std::uint64_t address = task_addresses_.at(index);
    const auto node = memory_.value<TaskNode>(address);
    if (!node) return note(fmt::format("the task at {:#x} cannot be read", address));
    {
        Task& task = actor_.tasks[static_cast<std::size_t>(index)];
        task.id = node->id;
        task.name = text(node->name);
        task.scope = scope_at(number(node->scope));
        read_frames(task, number(node->leaf));
    }
    read_nurseries(index, number(node->nurseries));  // adds tasks
}

void LoopReader::read_frames(Task& task, std::uint64_t leaf) {
    std::set<std::uint64_t> seen;
    for (std::uint64_t address = leaf; address != 0;) {
        if (!seen.insert(address).second)
            return note(fmt::format("the frames of task {} are a circle", task.id));
        if (task.frames.size() == options_.limits.frames)
            return note(fmt::format("task {} has more frames, which were not read", task.id));
        const auto node = memory_.value<FrameNode>(address);
        if (!node) return note(fmt::format("a frame of task {} cannot be read", task.id));
        Frame& frame = task.frames.emplace_back();
        frame.place = place_at(number(node->location));
        frame.wait = static_cast<std::uint32_t>(node->kind);
        if (frame.wait != 0) {
            frame.object = number(node->object);
            frame.waited = ago(node->since_ns);
        }
        address = number(node->parent);
    }
}

void LoopReader::read_nurseries(Index owner, std::uint64_t address) {
    while (address != 0) {
        if (nurseries_.contains(address)) return note("a nursery is listed twice");
        if (nurseries_.size() == options_.limits.nurseries)
            return note("more nurseries were not read");
        const auto node = memory_.value<NurseryNode>(address);
        if (!node) return note(fmt::format("the nursery at {:#x} cannot be read", address));
        const auto index = static_cast<Index>(actor_.nurseries.size());
        nurseries_.emplace(address, index);
        actor_.nurseries.push_back({owner, scope_at(number(node->scope))});
        read_ring(index, number(node->tasks), node->count);
        address = number(node->outer);
    }
}

void LoopReader::read_ring(Index nursery, std::uint64_t first, std::uint64_t count) {
    std::uint64_t found = 0;
    for (std::uint64_t address = first; address != 0; ++found) {
        if (found > 0 && address == first) break;  // once round
        if (tasks_.contains(address)) return note("a task is listed twice");
        if (actor_.tasks.size() >= options_.limits.tasks) return note("more tasks were not read");
        const auto node = memory_.value<TaskNode>(address);
        if (!node) return note(fmt::format("the task at {:#x} cannot be read", address));
        add_task(address, nursery);
        address = number(node->next);
    }
    if (found != count) note(fmt::format("a nursery of {} tasks shows {}", count, found));
}

LoopReader::Index LoopReader::scope_at(std::uint64_t address) {
    // From the inside out; each is linked to the one found before it.
    Index inner = -1;
    Index innermost = -1;
    const auto link = [&](Index index) {
        if (inner >= 0) actor_.scopes[static_cast<std::size_t>(inner)].parent = index;
        if (innermost < 0) innermost = index;
    };
    while (address != 0) {
        // One that is known has its parents already; were it one of those just found, linking it
        // would close a circle.
        if (const auto known = scopes_.find(address); known != scopes_.end()) {
            const bool circle = innermost >= 0 && known->second >= innermost;
            if (circle) {
                note("its scopes are a circle");
            } else {
                link(known->second);
            }
            break;
        }
        const bool too_many = actor_.scopes.size() == options_.limits.scopes;
        const auto node = too_many ? std::nullopt : memory_.value<ScopeNode>(address);
        if (!node) {
            note(fmt::format("the scope at {:#x} cannot be read", address));
            break;
        }
        const auto index = static_cast<Index>(actor_.scopes.size());
        scopes_.emplace(address, index);
        link(index);
        inner = index;
        Scope& scope = actor_.scopes.emplace_back();
        if (node->deadline_ns != INT64_MAX) scope.left = -ago(node->deadline_ns);
        scope.shielded = (node->flags & ScopeNode::shielded) != 0;
        scope.cancelled = (node->flags & ScopeNode::cancel_requested) != 0;
        scope.cancelled_by = text(node->cancelled_by);
        address = number(node->parent);
    }
    return innermost;
}

LoopReader::Index LoopReader::place_at(std::uint64_t address) {
    if (address == 0) return -1;
    if (const auto known = places_.find(address); known != places_.end()) return known->second;
    const auto location = memory_.value<Location>(address);
    if (!location) return -1;
    const auto index = static_cast<Index>(actor_.places.size());
    places_.emplace(address, index);
    const std::size_t limit = options_.limits.text;
    actor_.places.push_back({memory_.text(location->function, limit),
                             memory_.text(location->file, limit), location->line});
    return index;
}

void LoopReader::resolve(Frame& frame) {
    if (waits_for_a_peer(frame)) return resolve_call(frame);
    switch (static_cast<WaitKind>(frame.wait)) {
        case WaitKind::nursery:
            if (const auto found = nurseries_.find(frame.object); found != nurseries_.end())
                frame.target = found->second;
            return;
        case WaitKind::lock:
            if (const auto lock = memory_.value<LockNode>(frame.object)) {
                const auto holder = tasks_.find(number(lock->holder));
                if (holder != tasks_.end()) frame.target = holder->second;
            }
            return;
        default:
            return;
    }
}

void LoopReader::resolve_call(Frame& frame) {
    const auto call = memory_.value<CallNode>(frame.object);
    if (!call) return;
    frame.call = call->id;
    const auto peer = peers_.find(number(call->peer));
    if (peer != peers_.end()) frame.target = peer->second;
}

void LoopReader::note(std::string text) {
    if (actor_.notes.size() == most_notes) actor_.notes.emplace_back("and more of the like");
    if (actor_.notes.size() < most_notes) actor_.notes.push_back(std::move(text));
}

// Saturates: the instant may be any number.
std::int64_t LoopReader::ago(std::int64_t instant) const noexcept {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(now_ns_, instant, &difference))
        return instant < 0 ? INT64_MAX : -INT64_MAX;
    return std::max(difference, -INT64_MAX);
}

std::string LoopReader::text(const void* address) {
    return memory_.text(number(address), options_.limits.text);
}

}  // namespace hangar::tasks
