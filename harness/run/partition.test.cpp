// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include <hangar/harness/run/partition.hpp>

namespace hangar::run {
namespace {

using testing::ElementsAre;
using By = Partition::By;

std::vector<std::string> share(const Partition& partition, const std::vector<std::string>& tests) {
    std::vector<Program> programs(1);
    programs[0].name = "prog";
    for (const auto& test : tests) programs[0].tests.push_back({{test}, ""});
    keep_share(programs, partition);
    std::vector<std::string> kept;
    for (const auto& test : programs[0].tests) kept.push_back(test.info.name);
    return kept;
}

std::vector<std::string> hundred() {
    std::vector<std::string> names;
    for (int i = 0; i < 100; ++i) names.push_back("A." + std::to_string(i));
    return names;
}

TEST(PartitionTest, IsReadFromItsText) {
    EXPECT_EQ(parse_partition("slice:1/3"), (Partition{By::slice, 1, 3}));
    EXPECT_EQ(parse_partition("hash:3/3"), (Partition{By::hash, 3, 3}));
    EXPECT_EQ(parse_partition("time:2/2"), (Partition{By::time, 2, 2}));
    for (const char* wrong : {"", "slice", "slice:", "slice:0/3", "slice:4/3", "slice:1", "1/3",
                              "slice:1/3/4", "slice:-1/3", "count:1/3", "slice:x/3"})
        EXPECT_EQ(parse_partition(wrong), std::nullopt) << wrong;
}

TEST(PartitionTest, ASliceIsEveryTotalThTest) {
    EXPECT_THAT(share({By::slice, 1, 2}, {"a", "b", "c"}), ElementsAre("a", "c"));
    EXPECT_THAT(share({By::slice, 2, 2}, {"a", "b", "c"}), ElementsAre("b"));
}

TEST(PartitionTest, TheSharesAreEverythingAndNothingTwice) {
    for (const By by : {By::slice, By::hash, By::time}) {
        std::multiset<std::string> all;
        for (std::size_t index = 1; index <= 3; ++index)
            for (const auto& name : share({by, index, 3}, hundred())) all.insert(name);
        EXPECT_EQ(all.size(), 100U);
        EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 100U);
    }
}

TEST(PartitionTest, ByTimeTheSharesTakeEquallyLong) {
    using events::Milliseconds;
    std::vector<Program> all(2);
    all[0].tests = {{{"A.Long"}, "", Milliseconds(600)}, {{"A.Half"}, "", Milliseconds(300)}};
    all[1].tests = {{{"B.Half"}, "", Milliseconds(300)}, {{"B.Short"}, "", Milliseconds(1)}};
    auto first = all;
    auto second = all;
    keep_share(first, {By::time, 1, 2});
    keep_share(second, {By::time, 2, 2});
    ASSERT_EQ(first[0].tests.size(), 1U);
    EXPECT_EQ(first[0].tests[0].info.name, "A.Long");
    EXPECT_EQ(first[1].tests.size() + second[1].tests.size(), 2U);
    EXPECT_EQ(second[0].tests.size(), 1U);
}

TEST(PartitionTest, ByHashATestStaysWhereItIsWhenOthersGo) {
    const auto share_of_all = share({By::hash, 1, 3}, hundred());
    ASSERT_FALSE(share_of_all.empty());
    ASSERT_LT(share_of_all.size(), 100U);
    EXPECT_EQ(share({By::hash, 1, 3}, share_of_all), share_of_all);
}

}  // namespace
}  // namespace hangar::run
