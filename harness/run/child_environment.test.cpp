// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/harness/run/child_environment.hpp>

namespace hangar::run {
namespace {

using testing::UnorderedElementsAre;

std::vector<std::string> entries(const ChildEnvironment::Block& block) {
    std::vector<std::string> all;
    for (char* const* entry = block.data(); *entry; ++entry) all.emplace_back(*entry);
    return all;
}

TEST(ChildEnvironmentTest, WhatTheRunnerDecidesIsTakenAwayAndItsOwnPutIn) {
    const ChildEnvironment environment({{"HOME", "/h"},
                                        {"GTEST_TOTAL_SHARDS", "2"},
                                        {"GTEST_SHARD_INDEX", "0"},
                                        {"GTEST_FILTER", "X.*"},
                                        {"GTEST_REPEAT", "-1"},
                                        {"GTEST_FAIL_FAST", "1"},
                                        {"HANGAR_TEST", "outer"},
                                        {"HANGAR", "0"}},
                                       {{"HANGAR", "1"}});
    EXPECT_THAT(entries(environment.with({"HANGAR_TEST=A.B"})),
                UnorderedElementsAre("HOME=/h", "HANGAR=1", "HANGAR_TEST=A.B"));
}

TEST(ChildEnvironmentTest, AVariableIsKnownByItsWholeName) {
    const ChildEnvironment environment({{"HOME", "/h"}}, {});
    EXPECT_TRUE(environment.has("HOME"));
    EXPECT_FALSE(environment.has("HOM"));
    EXPECT_FALSE(environment.has("HOMES"));
}

TEST(ChildEnvironmentTest, TheLastOfANameCountsAndWhatIsNoneIsLeftOut) {
    const char* const environment[] = {"A=1", "A=2=3", "=odd", "none", "B=", nullptr};
    EXPECT_EQ(variables_of(environment), (Variables{{"A", "2=3"}, {"B", ""}}));
}

}  // namespace
}  // namespace hangar::run
