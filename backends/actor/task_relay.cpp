// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include <hangar/backends/actor/peer.hpp>
#include <hangar/backends/actor/task_relay.hpp>
#include <hangar/backends/actor/task_tree_codec.hpp>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/diag/tasks/loop_reader.hpp>

namespace hangar::actor {

tasks::Actor own_tasks() {
    runtime::Loop& loop = runtime::Loop::running();
    tasks::ReadOptions options;
    options.process = os::this_process();
    options.program = program_invocation_short_name;
    options.source = tasks::Source::loop;
    options.now_ns = os::Clock::now().time_since_epoch().count();
    // As from outside: not even a broken node can harm the run.
    tasks::ProcessMemory memory(options.process.pid);
    return tasks::LoopReader(memory, options).read(reinterpret_cast<std::uint64_t>(&loop.node()));
}

void TaskRelay::gather(Sink sink, Done done, Whom whom) {
    sink(ipc::encode(own_tasks()));
    const std::uint64_t id = ++last_id_;
    Gathering& gathering = gatherings_[id];
    gathering.sink = std::move(sink);
    gathering.done = std::move(done);
    // On a virtual clock there is no telling how long a child in the real world is silent.
    if ((runtime::Loop::running().node().flags & tasks::LoopNode::virtual_time) == 0)
        ask(id, gathering, whom);
    if (gathering.open.empty()) end(id);
}

void TaskRelay::ask(std::uint64_t id, Gathering& gathering, Whom whom) {
    const pid_t ours = os::this_process().pid;
    for (Peer* child : children_) {
        const bool elsewhere = child->identity().process.pid != ours;
        if (whom == Whom::other_processes && !elsewhere) continue;
        if (!child->try_send(ipc::TasksRequest{id})) continue;
        gathering.silent.insert(child);
        gathering.open.insert(child);
    }
    const GatherLimits limits;
    gathering.silence.arm(runtime::from_now(limits.silence), [this, id] { drop_silent(id); });
    gathering.whole.arm(runtime::from_now(limits.whole), [this, id] { end(id); });
}

void TaskRelay::answer(Peer& asker, std::uint64_t id) {
    const auto report = [&asker, id](ipc::Bytes actor) {
        static_cast<void>(asker.try_send(ipc::TasksReport{id, std::move(actor), false}));
    };
    const auto last = [&asker, id] {
        static_cast<void>(asker.try_send(ipc::TasksReport{id, {}, true}));
    };
    gather(report, last, Whom::all_children);
    // Unless it has ended already, it is the latest.
    const auto begun = gatherings_.find(last_id_);
    if (begun != gatherings_.end()) begun->second.asker = &asker;
}

void TaskRelay::take(Peer& from, ipc::TasksReport report) {
    const auto found = gatherings_.find(report.id);
    // What comes too late has been read from outside meanwhile.
    if (found == gatherings_.end() || !found->second.open.contains(&from)) return;
    found->second.silent.erase(&from);
    if (report.last) return drop(report.id, from);
    found->second.sink(std::move(report.actor));
}

void TaskRelay::drop(std::uint64_t id, Peer& peer) {
    Gathering& gathering = gatherings_.at(id);
    gathering.silent.erase(&peer);
    gathering.open.erase(&peer);
    if (gathering.open.empty()) end(id);
}

void TaskRelay::drop_silent(std::uint64_t id) {
    const auto silent = gatherings_.at(id).silent;
    for (Peer* peer : silent) {
        if (gatherings_.contains(id)) drop(id, *peer);
    }
}

void TaskRelay::end(std::uint64_t id) {
    // Not in the map while it is told: whoever is told may begin another.
    const auto ended = gatherings_.extract(id);
    if (!ended.empty()) ended.mapped().done();
}

void TaskRelay::forget(Peer& peer) noexcept {
    children_.erase(&peer);
    std::erase_if(gatherings_, [&](const auto& entry) { return entry.second.asker == &peer; });
    std::vector<std::uint64_t> concerned;
    for (const auto& [id, gathering] : gatherings_)
        if (gathering.open.contains(&peer)) concerned.push_back(id);
    for (const std::uint64_t id : concerned) drop(id, peer);
}

}  // namespace hangar::actor
