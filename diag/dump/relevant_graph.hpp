// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/diag/dump/dump.hpp>

namespace hangar::dump {

// The part of the wait-for graph that the verdicts are about: their parties and whoever those wait
// for, directly or not; without a verdict, the threads that nothing seen can wake; without such,
// everything. A value.
struct RelevantGraph {
    struct Node {
        waitgraph::Party party;
        std::string name;  // "thread 812 \"flusher\" of 810 \"worker\""
        std::string wait;  // what it waits for; empty for a process with several threads
        bool in_verdict = false;
    };
    struct Edge {
        std::size_t from = 0;  // indices of nodes
        std::size_t to = 0;
        std::string label;    // the object; empty: `to` is a thread of the process `from`
        bool closes = false;  // it leads back to where one came from
    };
    std::vector<Node> nodes;  // the parties of the first verdict first
    std::vector<Edge> edges;
    bool is_cut = false;  // there is more than is shown
};

// Pure. At most `most_nodes` nodes.
[[nodiscard]] RelevantGraph relevant_graph(const Dump& dump, std::size_t most_nodes = 64);

}  // namespace hangar::dump
