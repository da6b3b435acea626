// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <hangar/diag/snapshot/snapshot.hpp>

namespace hangar::waitgraph {

// A task of an actor in the wait-for graph of tasks.
struct TaskWait {
    const tasks::Actor* actor = nullptr;
    const tasks::Task* task = nullptr;
    bool live = false;
    std::vector<std::size_t> owners;   // whose turn it is: any of them would do
    std::vector<std::size_t> callers;  // of the call that it answers: their end would end it
};

// Which task waits for which: for the answer to a call, the start or the end of a context, a lock,
// a nursery's tasks; and for an item of a stream, for room in one, or for the end of a process: any
// task of the actor at the other end may do that, but for the runtime's own.
//
// A task is live if it runs, waits for the world outside, for a time, for an event, which nobody
// owns, or for something of which nobody knows who will do it; if a scope of its own will end its
// wait at a deadline; if one of its owners is live, or a caller, whose cancellation would reach it;
// if it has not been in this wait for as long as the snapshot looked; or if the graph has become so
// large that its links are not looked at. The least fixpoint of that. Among the others an edge
// leads to every owner.
//
// Refers to the snapshot. Immutable.
class TaskGraph {
  public:
    explicit TaskGraph(const snapshot::Snapshot& snapshot);

    [[nodiscard]] const std::vector<TaskWait>& nodes() const noexcept { return nodes_; }
    // Dead tasks that wait for each other in a circle.
    [[nodiscard]] std::vector<std::vector<std::size_t>> circles() const;
    // A live task beside or above this one whose end may yet cancel it; null: there is none but the
    // runtime's own, which only end with the actor.
    [[nodiscard]] const TaskWait* possible_canceller(const TaskWait& node) const;
    [[nodiscard]] const TaskWait* find(const tasks::Actor& actor, std::int32_t task) const;
    [[nodiscard]] const tasks::Actor* actor(const std::string& uid) const;

  private:
    void add_nodes(const snapshot::Snapshot& snapshot);
    void link(TaskWait& node, std::int64_t interval_ns);
    void link_call(TaskWait& node, const tasks::Frame& leaf);
    void link_stream(TaskWait& node, const tasks::Frame& leaf);
    void link_exit(TaskWait& node, const tasks::Frame& leaf);
    const std::vector<std::size_t>& participants(const tasks::Actor& actor);
    bool add_participants(std::vector<std::size_t>& links, const tasks::Actor& actor);
    [[nodiscard]] bool is_at_rest(const tasks::Actor& actor) const;
    void link_opener(const tasks::Peer& peer, std::size_t served);
    void link_nursery(TaskWait& node, const tasks::Frame& leaf);
    void link_callers();
    void spread_life();
    [[nodiscard]] std::size_t index_of(const tasks::Actor& actor, std::int32_t task) const;

    const snapshot::Snapshot& snapshot_;
    std::vector<const tasks::Actor*> actors_;
    std::vector<std::size_t> first_;  // of each actor's nodes
    std::vector<TaskWait> nodes_;
    std::map<const tasks::Actor*, std::vector<std::size_t>> participants_;
    std::size_t links_ = 0;  // to participants
};

// The innermost activation of a task; null for one that could not be read.
[[nodiscard]] const tasks::Frame* leaf_of(const tasks::Task& task) noexcept;
// Whether a deadline of a scope that reaches it will end its waits.
[[nodiscard]] bool has_deadline(const tasks::Actor& actor, const tasks::Task& task) noexcept;
// A task that the runtime runs for an actor: it lasts as long as that, and cancels nobody before.
[[nodiscard]] bool is_service(const tasks::Task& task) noexcept;

// One of these that only carries messages, or looks after the actor, or a part of one: it does
// nothing that another task could wait for.
[[nodiscard]] bool is_carrier(const tasks::Actor& actor, const tasks::Task& task) noexcept;

// `actor worker (pid 12)`
[[nodiscard]] std::string who(const tasks::Actor& actor);
// `task 5 "caller" of actor main (pid 11) in body() (x.cpp:3)`
[[nodiscard]] std::string who(const TaskWait& node);
// `the answer of actor worker to call 7`, `lock 0x10`, `its nursery's tasks`
[[nodiscard]] std::string object_of(const TaskWait& node);
// One line of evidence: who waits, for what, since when.
[[nodiscard]] std::string evidence_of(const TaskWait& node);

}  // namespace hangar::waitgraph
