// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <hangar/diag/dump/relevant_graph.hpp>
#include <hangar/diag/dump/sample_dump.test.hpp>
#include <hangar/diag/dump/tree_text.hpp>

namespace hangar::dump {
namespace {

using testing::ElementsAre;
using waitgraph::Party;

std::vector<Party> parties_of(const RelevantGraph& graph) {
    std::vector<Party> parties;
    for (const auto& node : graph.nodes) parties.push_back(node.party);
    return parties;
}

TEST(RelevantGraphTest, HoldsTheVerdictsPartiesAndWhomTheyWaitFor) {
    const auto graph = relevant_graph(sample_dump());
    // 813 and 814 only wait for those: they are victims, not part of the cause.
    EXPECT_THAT(parties_of(graph), ElementsAre(Party{810, 812}, Party{801, 801}, Party{810, 0}));
    EXPECT_TRUE(graph.nodes[0].in_verdict);
    EXPECT_FALSE(graph.nodes[2].in_verdict);
    EXPECT_FALSE(graph.is_cut);
}

TEST(RelevantGraphTest, AnEdgeThatClosesTheCircleIsMarked) {
    const auto graph = relevant_graph(sample_dump());
    const auto closing = std::ranges::count(graph.edges, true, &RelevantGraph::Edge::closes);
    EXPECT_EQ(closing, 1);
}

TEST(RelevantGraphTest, WithoutAVerdictTheDeadAreShown) {
    Dump dump = sample_dump();
    dump.diagnosis.verdicts.clear();
    EXPECT_THAT(parties_of(relevant_graph(dump)), testing::Contains(Party{810, 814}));
    dump.diagnosis.dead.clear();
    EXPECT_THAT(parties_of(relevant_graph(dump)), testing::Contains(Party{810, 814}));
    dump.diagnosis.edges.clear();
    EXPECT_TRUE(relevant_graph(dump).nodes.empty());
}

TEST(RelevantGraphTest, IsCutWhereItGetsTooLarge) {
    const auto graph = relevant_graph(sample_dump(), 2);
    EXPECT_EQ(graph.nodes.size(), 2U);
    EXPECT_TRUE(graph.is_cut);
    for (const auto& edge : graph.edges) EXPECT_LT(std::max(edge.from, edge.to), 2U);
    EXPECT_THAT(tree_text(graph), testing::HasSubstr("... and more"));
}

TEST(RelevantGraphTest, SurvivesEdgesToNobody) {
    Dump dump = sample_dump();
    dump.diagnosis.edges.push_back({{810, 812}, {9999, 9998}, snapshot::WaitKind::other, "x"});
    EXPECT_THAT(parties_of(relevant_graph(dump)), testing::Contains(Party{9999, 9998}));
}

}  // namespace
}  // namespace hangar::dump
