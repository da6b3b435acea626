// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <hangar/diag/waitgraph/strong_components.hpp>
#include <hangar/diag/waitgraph/task_graph.hpp>

namespace hangar::waitgraph {
namespace {

using tasks::Actor;
using tasks::Nursery;
using tasks::Peer;
using tasks::Task;

// 32 MB of them.
constexpr std::size_t most_links = std::size_t{4} << 20U;

tasks::WaitKind kind_of(const tasks::Frame& frame) {
    return static_cast<tasks::WaitKind>(frame.wait);
}

// That of a call or, in parts, of a context.
bool is_for_an_answer(tasks::WaitKind kind) {
    return kind == tasks::WaitKind::call || kind == tasks::WaitKind::context ||
           kind == tasks::WaitKind::terminal;
}

template <class List>
const auto& at(const List& list, std::int32_t index) {
    return list[static_cast<std::size_t>(index)];
}

// By their names in backends/actor.
bool is_called_as_a_carrier(const Task& task) {
    constexpr std::array names{
        "serve a child's channel", "supervise a child", "serve the parent's channel",
        "watch the parent",        "wait for signals",  "wait for SIGINT",
        "accept children",         "greet a connection"};
    return std::ranges::any_of(names, [&](const char* name) { return task.name == name; });
}

}  // namespace

const tasks::Frame* leaf_of(const Task& task) noexcept {
    return task.frames.empty() ? nullptr : &task.frames.front();
}

bool has_deadline(const Actor& actor, const Task& task) noexcept {
    for (std::int32_t index = task.scope; index >= 0; index = at(actor.scopes, index).parent) {
        const auto& scope = at(actor.scopes, index);
        // One that was cancelled has no deadline to come.
        if (scope.left != tasks::no_time && !scope.cancelled) return true;
        if (scope.shielded) return false;
    }
    return false;
}

bool is_carrier(const Actor& actor, const Task& task) noexcept {
    const Task* each = &task;
    for (std::size_t steps = 0; steps < actor.tasks.size(); ++steps) {
        if (is_called_as_a_carrier(*each)) return true;
        const std::int32_t owner = each->nursery < 0 ? -1 : at(actor.nurseries, each->nursery).task;
        if (owner < 0) return false;
        each = &at(actor.tasks, owner);
    }
    return false;
}

bool is_service(const Task& task) noexcept {
    // What another actor asked for ends without a word to its neighbours.
    return is_called_as_a_carrier(task) || task.name == "answer a call" ||
           task.name == "serve a context";
}

TaskGraph::TaskGraph(const snapshot::Snapshot& snapshot) : snapshot_(snapshot) {
    add_nodes(snapshot);
    const std::int64_t interval =
        std::chrono::duration_cast<std::chrono::nanoseconds>(snapshot.interval).count();
    for (TaskWait& node : nodes_) link(node, interval);
    link_callers();
    spread_life();
}

void TaskGraph::add_nodes(const snapshot::Snapshot& snapshot) {
    for (const Actor& actor : snapshot.tasks.actors) {
        actors_.push_back(&actor);
        first_.push_back(nodes_.size());
        for (const Task& task : actor.tasks) {
            TaskWait node;
            node.actor = &actor;
            node.task = &task;
            nodes_.push_back(std::move(node));
        }
    }
}

std::size_t TaskGraph::index_of(const Actor& actor, std::int32_t task) const {
    const auto found = std::ranges::find(actors_, &actor);
    return first_[static_cast<std::size_t>(found - actors_.begin())] +
           static_cast<std::size_t>(task);
}

const TaskWait* TaskGraph::find(const Actor& actor, std::int32_t task) const {
    return task < 0 ? nullptr : &nodes_[index_of(actor, task)];
}

const Actor* TaskGraph::actor(const std::string& uid) const {
    if (uid.empty()) return nullptr;
    const auto found =
        std::ranges::find_if(actors_, [&](const Actor* each) { return each->uid == uid; });
    return found == actors_.end() ? nullptr : *found;
}

// Whatever is not understood is live: that can hide a hang, but never invents one.
void TaskGraph::link(TaskWait& node, std::int64_t interval_ns) {
    const tasks::Frame* leaf = leaf_of(*node.task);
    node.live = leaf == nullptr || node.actor->virtual_time || leaf->waited < interval_ns ||
                has_deadline(*node.actor, *node.task);
    if (node.live) return;
    switch (kind_of(*leaf)) {
        case tasks::WaitKind::forever:
            return;
        case tasks::WaitKind::lock:
            node.live = leaf->target < 0;
            if (!node.live) node.owners.push_back(index_of(*node.actor, leaf->target));
            return;
        case tasks::WaitKind::nursery:
            return link_nursery(node, *leaf);
        case tasks::WaitKind::call:
        case tasks::WaitKind::context:
        case tasks::WaitKind::terminal:
            return link_call(node, *leaf);
        case tasks::WaitKind::item:
        case tasks::WaitKind::room:
            return link_stream(node, *leaf);
        case tasks::WaitKind::exit:
            return link_exit(node, *leaf);
        default:
            node.live = true;
    }
}

void TaskGraph::link_nursery(TaskWait& node, const tasks::Frame& leaf) {
    for (std::size_t i = 0; leaf.target >= 0 && i < node.actor->tasks.size(); ++i)
        if (node.actor->tasks[i].nursery == leaf.target)
            node.owners.push_back(index_of(*node.actor, static_cast<std::int32_t>(i)));
    node.live = node.owners.empty();
}

void TaskGraph::link_call(TaskWait& node, const tasks::Frame& leaf) {
    node.live = true;
    const Actor* callee = leaf.target < 0 ? nullptr : actor(at(node.actor->peers, leaf.target).uid);
    if (callee == nullptr) return;
    for (const Peer& peer : callee->peers) {
        if (peer.uid != node.actor->uid) continue;
        for (const auto& served : peer.served) {
            if (served.call != leaf.call || served.task < 0) continue;
            node.owners.push_back(index_of(*callee, served.task));
            node.live = false;
        }
    }
}

// An item may be under way, on either side, as long as a loop has not come round to it.
bool TaskGraph::is_at_rest(const Actor& actor) const {
    const auto* process = snapshot_.process(actor.process.pid);
    const auto* thread = process == nullptr ? nullptr : process->thread(actor.thread);
    return actor.running < 0 && thread != nullptr && thread->settled;
}

const std::vector<std::size_t>& TaskGraph::participants(const Actor& actor) {
    const auto [found, is_new] = participants_.try_emplace(&actor);
    for (std::size_t i = 0; is_new && i < actor.tasks.size(); ++i)
        if (!is_carrier(actor, actor.tasks[i]))
            found->second.push_back(index_of(actor, static_cast<std::int32_t>(i)));
    return found->second;
}

// False: there would be too many, for each of one actor's tasks may wait for each of another's.
bool TaskGraph::add_participants(std::vector<std::size_t>& links, const Actor& actor) {
    const auto& all = participants(actor);
    links_ += all.size();
    if (links_ > most_links) return false;
    links.insert(links.end(), all.begin(), all.end());
    return true;
}

void TaskGraph::link_stream(TaskWait& node, const tasks::Frame& leaf) {
    const Peer* peer = leaf.target < 0 ? nullptr : &at(node.actor->peers, leaf.target);
    const Actor* other = peer == nullptr || peer->ended ? nullptr : actor(peer->uid);
    node.live = other == nullptr || !is_at_rest(*other) || !is_at_rest(*node.actor);
    if (node.live) return;
    node.live = !add_participants(node.owners, *other) || node.owners.empty();
}

void TaskGraph::link_exit(TaskWait& node, const tasks::Frame& leaf) {
    const auto* process = snapshot_.process(static_cast<pid_t>(leaf.object));
    node.live = process == nullptr || process->ended();
    if (node.live) return;
    bool known = true;
    for (const Actor* each : actors_) {
        if (each->process.pid != process->pid) continue;
        known = known && is_at_rest(*each) && add_participants(node.owners, *each);
    }
    node.live = node.owners.empty() || !known;
}

void TaskGraph::link_callers() {
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const tasks::Frame* leaf = leaf_of(*nodes_[i].task);
        if (leaf == nullptr || !is_for_an_answer(kind_of(*leaf))) continue;
        for (const std::size_t owner : nodes_[i].owners) nodes_[owner].callers.push_back(i);
    }
    // One that answers a call of which the caller is not known may be cancelled any time.
    for (const Actor* actor : actors_)
        for (const Peer& peer : actor->peers)
            for (const auto& served : peer.served) {
                if (served.task < 0) continue;
                const std::size_t index = index_of(*actor, served.task);
                if ((served.call & tasks::CallNode::is_context) != 0) link_opener(peer, index);
                if (nodes_[index].callers.empty()) nodes_[index].live = true;
            }
}

// A context may be cancelled by any task of the actor that opened it.
void TaskGraph::link_opener(const Peer& peer, std::size_t served) {
    const Actor* opener = actor(peer.uid);
    if (opener != nullptr && !add_participants(nodes_[served].callers, *opener))
        nodes_[served].live = true;
}

void TaskGraph::spread_life() {
    const auto is_live = [this](std::size_t index) { return nodes_[index].live; };
    for (bool changed = true; changed;) {
        changed = false;
        for (TaskWait& node : nodes_) {
            if (node.live) continue;
            node.live = std::ranges::any_of(node.owners, is_live) ||
                        std::ranges::any_of(node.callers, is_live);
            changed = changed || node.live;
        }
    }
}

std::vector<std::vector<std::size_t>> TaskGraph::circles() const {
    std::vector<std::vector<std::size_t>> links(nodes_.size());
    for (std::size_t i = 0; i < nodes_.size(); ++i)
        if (!nodes_[i].live) links[i] = nodes_[i].owners;
    std::vector<std::vector<std::size_t>> found;
    for (auto& members : strong_components(links)) {
        const std::size_t first = members.front();
        if (members.size() == 1 && std::ranges::count(links[first], first) == 0) continue;
        std::ranges::sort(members);
        found.push_back(std::move(members));
    }
    return found;
}

const TaskWait* TaskGraph::possible_canceller(const TaskWait& node) const {
    const Actor& actor = *node.actor;
    std::size_t steps = 0;
    for (const Task* task = node.task; task->nursery >= 0 && steps < actor.tasks.size(); ++steps) {
        const Nursery& nursery = at(actor.nurseries, task->nursery);
        for (std::size_t i = 0; i < actor.tasks.size(); ++i) {
            const Task& other = actor.tasks[i];
            const bool beside =
                other.nursery == task->nursery || static_cast<std::int32_t>(i) == nursery.task;
            if (!beside || &other == task || is_service(other)) continue;
            const TaskWait* found = find(actor, static_cast<std::int32_t>(i));
            if (found->live) return found;
        }
        if (nursery.task < 0) break;
        task = &at(actor.tasks, nursery.task);
    }
    return nullptr;
}

}  // namespace hangar::waitgraph
