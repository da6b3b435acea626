// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/diag/dump/graph_dot.hpp>

namespace hangar::dump {
namespace {

// Source: the DOT language, quoted identifiers.
std::string dot_quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

std::string node_text(const RelevantGraph::Node& node, std::size_t index) {
    std::string label = dot_quoted(node.name);
    if (!node.wait.empty()) {
        label.pop_back();
        label += "\\n" + dot_quoted(node.wait).substr(1);
    }
    return fmt::format("  n{} [label={}{}];\n", index, label,
                       node.in_verdict ? ", color=red, penwidth=2" : "");
}

std::string edge_text(const RelevantGraph::Edge& edge) {
    return fmt::format("  n{} -> n{} [label={}{}{}];\n", edge.from, edge.to, dot_quoted(edge.label),
                       edge.closes ? ", color=red, constraint=false" : "",
                       edge.label.empty() ? ", style=dotted" : "");
}

}  // namespace

std::string to_dot(const RelevantGraph& graph) {
    std::string text = "digraph waits {\n  node [shape=box, fontname=\"monospace\"];\n";
    text += "  edge [fontname=\"monospace\"];\n";
    for (std::size_t index = 0; index < graph.nodes.size(); ++index)
        text += node_text(graph.nodes[index], index);
    for (const auto& edge : graph.edges) text += edge_text(edge);
    return text + "}\n";
}

}  // namespace hangar::dump
