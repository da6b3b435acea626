// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/diag/dump/graph_layout.hpp>
#include <hangar/diag/dump/sample_dump.test.hpp>

namespace hangar::dump {
namespace {

bool overlap(const GraphLayout::Box& a, const GraphLayout::Box& b) {
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.bottom() && b.y < a.bottom();
}

// A graph of so many nodes in which each waits for all that come after it.
RelevantGraph everybody_waits(std::size_t count) {
    RelevantGraph graph;
    graph.nodes.resize(count);
    for (std::size_t from = 0; from < count; ++from)
        for (std::size_t to = from + 1; to < count; ++to)
            graph.edges.push_back({from, to, "something", false});
    return graph;
}

TEST(GraphLayoutTest, WhoIsWaitedForIsBelow) {
    const auto graph = everybody_waits(5);
    const auto layout = layout_of(graph);
    for (const auto& edge : graph.edges)
        EXPECT_GT(layout.boxes[edge.to].y, layout.boxes[edge.from].bottom());
}

TEST(GraphLayoutTest, BoxesAreApartAndInside) {
    RelevantGraph graph = relevant_graph(sample_dump());
    graph.edges.clear();  // all in one layer
    const auto layout = layout_of(graph);
    for (std::size_t a = 0; a < layout.boxes.size(); ++a) {
        EXPECT_LE(layout.boxes[a].x + layout.boxes[a].width, layout.width);
        EXPECT_LE(layout.boxes[a].bottom(), layout.height);
        for (std::size_t b = 0; b < a; ++b) EXPECT_FALSE(overlap(layout.boxes[a], layout.boxes[b]));
    }
}

TEST(GraphLayoutTest, NothingIsAPictureToo) {
    EXPECT_TRUE(layout_of({}).boxes.empty());
    EXPECT_GT(layout_of({}).height, 0);
}

}  // namespace
}  // namespace hangar::dump
