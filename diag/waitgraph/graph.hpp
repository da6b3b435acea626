// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <unordered_map>
#include <vector>

#include <hangar/diag/waitgraph/needs.hpp>
#include <hangar/diag/waitgraph/picture.hpp>

namespace hangar::waitgraph {

// A thread of the snapshot in the wait-for graph.
struct Node {
    Party party;
    const snapshot::Process* process = nullptr;
    const snapshot::Thread* thread = nullptr;
    Need need;
    bool live = false;
    std::vector<std::size_t> owners;  // dead nodes that own what it waits for
    std::size_t component = 0;
};

// Dead threads that own what the others wait for, round in a circle; or a single one.
struct Component {
    std::vector<std::size_t> members;  // indexes of nodes, in ascending order
    bool cyclic = false;               // a circle: also of one that waits for itself
    bool sink = false;                 // nobody in it waits for somebody outside it
    // Threads outside it, for which it does wait, though only its members could wake them: they
    // wait for what nobody owns.
    std::vector<std::size_t> beside;
};

// Who waits for whom in a snapshot, and who can still go on.
//
// A thread is live if it runs, has a time limit or waits for the world outside, or if something in
// every clause of its need is live: the least fixpoint of that. All others are dead: nothing that
// was seen can wake them. Among the dead, an edge leads to whoever owns what is waited for; where
// these edges end, in a circle or at one that nobody owns, there lies the cause.
//
// Refers to the picture. Immutable.
class Graph {
  public:
    explicit Graph(const Picture& picture, ChildHandlers handlers = ChildHandlers::help);

    [[nodiscard]] const std::vector<Node>& nodes() const noexcept { return nodes_; }
    [[nodiscard]] const std::vector<Component>& components() const noexcept { return components_; }
    [[nodiscard]] const Node* find(Party party) const noexcept;
    // The thread, or all threads of a process.
    [[nodiscard]] std::vector<std::size_t> nodes_of(Party party) const;
    // Whether any of a process's threads is live.
    [[nodiscard]] bool has_live_thread(pid_t pid) const noexcept;
    // Whether it has threads that are not in the snapshot: then nothing is known of them.
    [[nodiscard]] bool is_known(pid_t pid) const noexcept { return by_process_.contains(pid); }

  private:
    void add_nodes(const Picture& picture, ChildHandlers handlers);
    void spread_life();
    [[nodiscard]] bool is_satisfied(const Node& node) const;
    [[nodiscard]] bool is_live(const Node& waiter, const Waker& waker) const;
    void link_owners();
    void condense();
    void find_sink(Component& component) const;
    [[nodiscard]] bool waits_beside(const Node& node, const Component& component) const;

    std::vector<Node> nodes_;
    std::map<Party, std::size_t> by_party_;
    std::unordered_map<pid_t, std::vector<std::size_t>> by_process_;
    std::unordered_map<pid_t, std::size_t> live_threads_;
    std::vector<Component> components_;
};

}  // namespace hangar::waitgraph
