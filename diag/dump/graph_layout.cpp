// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/dump/graph_layout.hpp>

namespace hangar::dump {
namespace {

constexpr double margin = 24;
constexpr double gap_between = 48;
constexpr double gap_below = 72;  // holds the edges' labels
constexpr double padding = 10;

std::vector<std::size_t> layers_of(const RelevantGraph& graph) {
    std::vector<std::size_t> layers(graph.nodes.size(), 0);
    // Without the edges that close circles, no path is longer than there are nodes.
    for (std::size_t pass = 0; pass < graph.nodes.size(); ++pass) {
        for (const auto& edge : graph.edges) {
            if (!edge.closes) layers[edge.to] = std::max(layers[edge.to], layers[edge.from] + 1);
        }
    }
    return layers;
}

double width_of(const RelevantGraph::Node& node) {
    const auto longest = static_cast<double>(std::max(node.name.size(), node.wait.size()));
    return longest * character_width + 2 * padding;
}

double height_of(const RelevantGraph::Node& node) {
    return (node.wait.empty() ? 1 : 2) * line_height + 2 * padding;
}

}  // namespace

GraphLayout layout_of(const RelevantGraph& graph) {
    GraphLayout layout;
    layout.boxes.resize(graph.nodes.size());
    const auto layers = layers_of(graph);
    const std::size_t count = layers.empty() ? 0 : *std::ranges::max_element(layers) + 1;
    double y = margin;
    for (std::size_t layer = 0; layer < count; ++layer) {
        double x = margin;
        double tallest = 0;
        for (std::size_t index = 0; index < graph.nodes.size(); ++index) {
            if (layers[index] != layer) continue;
            GraphLayout::Box& box = layout.boxes[index];
            box = {x, y, width_of(graph.nodes[index]), height_of(graph.nodes[index])};
            x += box.width + gap_between;
            tallest = std::max(tallest, box.height);
        }
        layout.width = std::max(layout.width, x - gap_between + margin);
        y += tallest + gap_below;
    }
    layout.height = y - (count > 0 ? gap_below : 0) + margin;
    return layout;
}

}  // namespace hangar::dump
