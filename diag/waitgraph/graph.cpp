// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/waitgraph/graph.hpp>
#include <hangar/diag/waitgraph/needs.hpp>
#include <hangar/diag/waitgraph/strong_components.hpp>

namespace hangar::waitgraph {

Graph::Graph(const Picture& picture, ChildHandlers handlers) {
    add_nodes(picture, handlers);
    spread_life();
    link_owners();
    condense();
}

void Graph::add_nodes(const Picture& picture, ChildHandlers handlers) {
    for (const snapshot::Process& process : picture.snapshot().processes) {
        if (process.examiner || process.ended()) continue;
        auto& mine = by_process_[process.pid];
        for (const snapshot::Thread& thread : process.threads) {
            if (thread.ended()) continue;
            Node node{.party = {process.pid, thread.tid}, .process = &process, .thread = &thread};
            node.need = need_of(picture, process, thread, handlers);
            node.live = node.need.live;
            if (node.live) ++live_threads_[process.pid];
            mine.push_back(nodes_.size());
            by_party_[node.party] = nodes_.size();
            nodes_.push_back(std::move(node));
        }
    }
}

const Node* Graph::find(Party party) const noexcept {
    const auto found = by_party_.find(party);
    return found == by_party_.end() ? nullptr : &nodes_[found->second];
}

std::vector<std::size_t> Graph::nodes_of(Party party) const {
    if (party.tid != 0) {
        const auto found = by_party_.find(party);
        return found == by_party_.end() ? std::vector<std::size_t>() : std::vector{found->second};
    }
    const auto found = by_process_.find(party.pid);
    return found == by_process_.end() ? std::vector<std::size_t>() : found->second;
}

bool Graph::has_live_thread(pid_t pid) const noexcept {
    const auto found = live_threads_.find(pid);
    return found != live_threads_.end() && found->second > 0;
}

// A process that was named and is not there, or without a thread that could be read, may do
// anything.
bool Graph::is_live(const Node& waiter, const Waker& waker) const {
    if (waker.who.tid != 0) {
        const Node* node = find(waker.who);
        return node == nullptr || node->live;
    }
    const auto known = by_process_.find(waker.who.pid);
    const bool unknown = known == by_process_.end() || known->second.empty();
    const bool itself = waker.who.pid == waiter.party.pid;
    return (unknown && !itself) || has_live_thread(waker.who.pid);
}

bool Graph::is_satisfied(const Node& node) const {
    return std::ranges::all_of(node.need.all, [this, &node](const Clause& clause) {
        return clause.outside || std::ranges::any_of(clause.any, [this, &node](const Waker& waker) {
                   return is_live(node, waker);
               });
    });
}

void Graph::spread_life() {
    for (bool changed = true; changed;) {
        changed = false;
        for (Node& node : nodes_) {
            if (node.live || !is_satisfied(node)) continue;
            node.live = true;
            ++live_threads_[node.party.pid];
            changed = true;
        }
    }
}

void Graph::link_owners() {
    for (Node& node : nodes_) {
        if (node.live) continue;
        for (const Clause& clause : node.need.all)
            for (const Waker& waker : clause.any) {
                if (!waker.owner) continue;
                for (const std::size_t owner : nodes_of(waker.who))
                    if (!nodes_[owner].live) node.owners.push_back(owner);
            }
        std::ranges::sort(node.owners);
        const auto repeated = std::ranges::unique(node.owners);
        node.owners.erase(repeated.begin(), repeated.end());
    }
}

void Graph::condense() {
    std::vector<std::vector<std::size_t>> links;
    links.reserve(nodes_.size());
    for (const Node& node : nodes_) links.push_back(node.owners);
    for (auto& members : strong_components(links)) {
        if (nodes_[members.front()].live) continue;
        Component component{.members = std::move(members)};
        std::ranges::sort(component.members);
        for (const std::size_t member : component.members)
            nodes_[member].component = components_.size();
        const std::size_t first = component.members.front();
        component.cyclic =
            component.members.size() > 1 || std::ranges::count(nodes_[first].owners, first) != 0;
        components_.push_back(std::move(component));
    }
    for (Component& component : components_) find_sink(component);
}

void Graph::find_sink(Component& component) const {
    std::vector<std::size_t> outside;
    for (const std::size_t member : component.members)
        for (const std::size_t owner : nodes_[member].owners)
            if (nodes_[owner].component != nodes_[member].component) outside.push_back(owner);
    const bool only_beside = component.cyclic && std::ranges::all_of(outside, [&](std::size_t at) {
                                 return waits_beside(nodes_[at], component);
                             });
    component.sink = outside.empty() || only_beside;
    if (component.sink) component.beside = std::move(outside);
}

// Whether it waits for what nobody owns, and a member of the component is among those who could
// wake it.
bool Graph::waits_beside(const Node& node, const Component& component) const {
    if (!node.owners.empty()) return false;
    return std::ranges::any_of(component.members, [&](std::size_t member) {
        const Party& party = nodes_[member].party;
        return std::ranges::any_of(node.need.all, [&party](const Clause& clause) {
            return std::ranges::any_of(clause.any, [&party](const Waker& waker) {
                const bool it = waker.who.tid == party.tid || waker.who.tid == 0;
                return !waker.owner && waker.who.pid == party.pid && it;
            });
        });
    });
}

}  // namespace hangar::waitgraph
