// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/dump/relevant_graph.hpp>
#include <hangar/diag/dump/words.hpp>
#include <map>
#include <set>

namespace hangar::dump {
namespace {

using waitgraph::Party;

class Builder {
  public:
    Builder(const Dump& dump, std::size_t most_nodes) : dump_(dump), most_nodes_(most_nodes) {}

    RelevantGraph build() {
        add_roots();
        // New nodes are appended while this goes on.
        for (std::size_t index = 0; index < graph_.nodes.size(); ++index) add_edges_of(index);
        for (std::size_t index = 0; index < graph_.nodes.size(); ++index) mark_circles(index);
        return std::move(graph_);
    }

  private:
    // A process with one thread is that thread.
    Party normal(Party party) const {
        const auto* process = dump_.snapshot.process(party.pid);
        if (party.tid == 0 && process != nullptr && process->threads.size() == 1)
            party.tid = process->threads.front().tid;
        return party;
    }

    void add_roots() {
        for (const auto& verdict : dump_.diagnosis.verdicts) add_parties_of(verdict);
        if (!graph_.nodes.empty()) return;
        for (const Party& party : dump_.diagnosis.dead) static_cast<void>(add(party, false));
        if (!graph_.nodes.empty()) return;
        for (const auto& edge : dump_.diagnosis.edges) static_cast<void>(add(edge.from, false));
    }

    void add_parties_of(const waitgraph::Verdict& verdict) {
        std::set<pid_t> told;
        for (const pid_t tid : verdict.tids) {
            const auto* process = dump_.snapshot.process_of_thread(tid);
            if (process == nullptr) continue;
            told.insert(process->pid);
            static_cast<void>(add({process->pid, tid}, true));
        }
        for (const pid_t pid : verdict.pids) {
            if (!told.contains(pid)) static_cast<void>(add({pid, 0}, true));
        }
    }

    // Its index; empty if there are too many.
    std::optional<std::size_t> add(const Party& raw, bool in_verdict) {
        const Party party = normal(raw);
        const auto known = index_.find(party);
        if (known != index_.end()) return known->second;
        graph_.is_cut = graph_.nodes.size() >= most_nodes_;
        if (graph_.is_cut) return std::nullopt;
        graph_.nodes.push_back(
            {party, party_text(dump_.snapshot, party), wait_of(party), in_verdict});
        return index_.emplace(party, graph_.nodes.size() - 1).first->second;
    }

    std::string wait_of(const Party& party) const {
        const auto* process = dump_.snapshot.process(party.pid);
        if (process == nullptr) return {};
        const auto* thread = process->thread(party.tid);
        if (thread != nullptr) return wait_text(dump_.snapshot, *process, *thread);
        return process->threads.empty() ? state_text(*process) : std::string();
    }

    void add_edges_of(std::size_t index) {
        const Party party = graph_.nodes[index].party;
        for (const auto& edge : dump_.diagnosis.edges) {
            if (normal(edge.from) == party) connect(index, edge.to, edge.object);
        }
        if (party.tid == 0) add_threads_of(index, party.pid);
    }

    // Those that are relevant already, or else those that wait.
    void add_threads_of(std::size_t index, pid_t pid) {
        const auto* process = dump_.snapshot.process(pid);
        if (process == nullptr) return;
        std::vector<Party> waiting;
        std::vector<Party> relevant;
        for (const auto& thread : process->threads) {
            const Party party{pid, thread.tid};
            if (waits(party)) waiting.push_back(party);
            if (index_.contains(party)) relevant.push_back(party);
        }
        for (const Party& party : relevant.empty() ? waiting : relevant) connect(index, party, {});
    }

    bool waits(const Party& party) const {
        return std::ranges::find(dump_.diagnosis.edges, party, &waitgraph::Edge::from) !=
               dump_.diagnosis.edges.end();
    }

    void connect(std::size_t from, const Party& party, const std::string& label) {
        const auto to = add(party, false);
        if (!to) return;
        const bool is_known = std::ranges::any_of(graph_.edges, [&](const auto& edge) {
            return edge.from == from && edge.to == *to && edge.label == label;
        });
        if (!is_known) graph_.edges.push_back({from, *to, label, false});
    }

    // A depth-first search: an edge to a node that is still open closes a circle.
    void mark_circles(std::size_t node) {
        if (done_.contains(node)) return;
        open_.insert(node);
        for (auto& edge : graph_.edges) {
            if (edge.from != node) continue;
            edge.closes = open_.contains(edge.to);
            if (!edge.closes) mark_circles(edge.to);
        }
        open_.erase(node);
        done_.insert(node);
    }

    const Dump& dump_;
    std::size_t most_nodes_;
    RelevantGraph graph_;
    std::map<Party, std::size_t> index_;
    std::set<std::size_t> open_;
    std::set<std::size_t> done_;
};

}  // namespace

RelevantGraph relevant_graph(const Dump& dump, std::size_t most_nodes) {
    return Builder(dump, most_nodes).build();
}

}  // namespace hangar::dump
