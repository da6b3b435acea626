// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <hangar/diag/resources/trend.hpp>

namespace hangar::diag {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ResourceLevels with_fds(int count) {
    ResourceLevels levels;
    levels.fds = count;
    return levels;
}

// The descriptors before the first test and after each.
ResourceTrend trend_of(const std::vector<int>& fds) {
    ResourceTrend trend;
    trend.begin(with_fds(fds.front()));
    for (std::size_t i = 1; i < fds.size(); ++i)
        trend.add("T" + std::to_string(i), with_fds(fds[i]));
    return trend;
}

TrendLine fds_of(const ResourceTrend& trend) {
    for (const auto& line : trend.lines())
        if (line.resource == "fds") return line;
    return {};
}

TEST(TrendTest, WhatComesBackToWhereItWasIsSteady) {
    const auto line = fds_of(trend_of({3, 5, 3, 9, 9, 4, 3}));
    EXPECT_EQ(line.kind, TrendKind::steady);
    EXPECT_EQ(line.kept, 0);
    EXPECT_THAT(line.growers, IsEmpty());
}

TEST(TrendTest, WhatGrowsOnceIsAOneOff) {
    const auto line = fds_of(trend_of({3, 3, 5, 5, 5, 5, 5, 5, 5, 5}));
    EXPECT_EQ(line.kind, TrendKind::one_off);
    EXPECT_EQ(line.kept, 2);
    EXPECT_THAT(line.growers, ElementsAre("T2"));
}

TEST(TrendTest, WhatGrowsAtTheBeginningAloneIsAOneOff) {
    EXPECT_EQ(fds_of(trend_of({3, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6})).kind, TrendKind::one_off);
}

TEST(TrendTest, WhatGrowsAllAlongAccumulates) {
    EXPECT_EQ(fds_of(trend_of({3, 4, 5, 6, 7, 8, 9})).kind, TrendKind::accumulating);
    const auto some = fds_of(trend_of({3, 4, 4, 4, 5, 5, 5, 6, 6, 6}));
    EXPECT_EQ(some.kind, TrendKind::accumulating);
    EXPECT_THAT(some.growers, ElementsAre("T1", "T4", "T7"));
}

TEST(TrendTest, GrowthBelowThePeaksIsSeen) {
    const auto line = fds_of(trend_of({3, 20, 4, 20, 5, 20, 6, 20, 7}));
    EXPECT_EQ(line.kind, TrendKind::accumulating);
    EXPECT_EQ(line.kept, 4);
}

TEST(TrendTest, TheTableNamesTheTestsThatGrew) {
    const auto trend = trend_of({3, 4, 5, 6, 7, 8});
    EXPECT_TRUE(trend.accumulates());
    EXPECT_THAT(trend.table(), HasSubstr("ACCUMULATING\n    after T1, T2, T3 and 2 more\n"));
    EXPECT_FALSE(trend_of({3, 3}).accumulates());
}

TEST(TrendTest, AGaugeThatComesLateWasThereAllAlong) {
    ResourceTrend trend;
    trend.begin(with_fds(3));
    trend.add("T1", with_fds(3));
    auto late = with_fds(3);
    late.gauges["actors"] = 2;
    trend.add("T2", late);
    for (const auto& line : trend.lines()) EXPECT_EQ(line.kind, TrendKind::steady) << line.resource;
}

}  // namespace
}  // namespace hangar::diag
