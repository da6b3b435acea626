// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include <hangar/harness/run/plan.hpp>

namespace hangar::run {
namespace {

using testing::ElementsAre;

std::vector<std::string> selected(const Options& options, const Variables& environment,
                                  const std::vector<std::string>& names) {
    Selector selector(options, environment, shard_of(environment).value());
    TestList list;
    for (const auto& name : names) list.tests.push_back({name});
    Program program;
    selector.select(list, program);
    std::vector<std::string> chosen;
    for (const auto& test : program.tests) chosen.push_back(test.info.name);
    return chosen;
}

TEST(PlanTest, TheFilterAndTheDisabledPrefixDecide) {
    Options options;
    options.filter = "A.*";
    EXPECT_THAT(selected(options, {}, {"A.B", "A.DISABLED_C", "X.Y"}), ElementsAre("A.B"));
}

TEST(PlanTest, DisabledTestsRunWhenTheProgramIsToldTo) {
    Options options;
    options.arguments = {"--gtest_also_run_disabled_tests"};
    EXPECT_THAT(selected(options, {}, {"A.DISABLED_C"}), ElementsAre("A.DISABLED_C"));
    options.arguments = {"--gtest_also_run_disabled_tests=0"};
    EXPECT_THAT(selected(options, {}, {"A.DISABLED_C"}), ElementsAre());
    EXPECT_THAT(selected({}, {{"GTEST_ALSO_RUN_DISABLED_TESTS", "1"}}, {"A.DISABLED_C"}),
                ElementsAre("A.DISABLED_C"));
}

TEST(PlanTest, ShardsShareOutWhatIsSelectedAndMissNothing) {
    const std::vector<std::string> names{"A.1", "A.2", "A.3", "A.4", "A.5"};
    Variables environment{{"GTEST_TOTAL_SHARDS", "2"}, {"GTEST_SHARD_INDEX", "0"}};
    EXPECT_THAT(selected({}, environment, names), ElementsAre("A.1", "A.3", "A.5"));
    environment["GTEST_SHARD_INDEX"] = "1";
    EXPECT_THAT(selected({}, environment, names), ElementsAre("A.2", "A.4"));
}

TEST(PlanTest, ShardNumbersThatMakeNoSenseAreRefused) {
    using Pair = std::pair<const char*, const char*>;
    for (const auto& [total, index] : {Pair{"2", "2"}, Pair{"0", "0"}, Pair{"x", "0"},
                                       Pair{"2", ""}, Pair{"", "1"}, Pair{"2", "-1"}})
        EXPECT_EQ(
            shard_of({{"GTEST_TOTAL_SHARDS", total}, {"GTEST_SHARD_INDEX", index}}).error().code,
            EINVAL)
            << total << '/' << index;
}

TEST(PlanTest, ProgramsOfOneNameAreToldApart) {
    const auto programs = name_programs({"a/prog", "/b/prog"});
    EXPECT_EQ(programs[0].name, "prog");
    EXPECT_EQ(programs[1].name, "prog~2");
    EXPECT_EQ(programs[1].path, "/b/prog");
    EXPECT_EQ(programs[0].path.front(), '/');
}

}  // namespace
}  // namespace hangar::run
