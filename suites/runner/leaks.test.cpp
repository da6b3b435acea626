// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include <hangar/diag/os/process.hpp>
#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using events::Outcome;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

auto sleeper(const std::string& marker) {
    return ElementsAre(Field(&events::LeakedProcess::cmdline, "sleep 100." + marker));
}

TEST(LeakTest, WhateverATestLeavesBehindIsNamedAndEnded) {
    HangarProcess hangar({"run", "-j", "3", "--filter", "Leaves.*", program("runner_leaks")});
    EXPECT_EQ(hangar.wait(), 1);
    auto ends = hangar.ends();
    EXPECT_EQ(ends["Leaves.NothingBehind"].outcome, Outcome::pass);
    EXPECT_THAT(ends["Leaves.NothingBehind"].leaked, IsEmpty());
    const std::pair<const char*, const char*> leaks[]{{"Leaves.AChildThatHoldsItsOutput", "1"},
                                                      {"Leaves.ADaemonInASessionOfItsOwn", "2"},
                                                      {"Leaves.ADaemonWithoutAnEnvironment", "3"},
                                                      {"Leaves.AChildThatIgnoresEverySignal", "4"}};
    for (const auto& [test, marker] : leaks) {
        EXPECT_EQ(ends[test].outcome, Outcome::leak) << test;
        EXPECT_THAT(ends[test].leaked, sleeper(marker)) << test;
    }
    EXPECT_EQ(ends["Leaves.AFailureAndAChild"].outcome, Outcome::fail);
    EXPECT_THAT(ends["Leaves.AFailureAndAChild"].leaked, sleeper("5"));
    for (const auto& [test, end] : ends)
        for (const auto& process : end.leaked) EXPECT_FALSE(os::identify(process.pid)) << test;
}

TEST(LeakTest, EachProcessIsPutDownToItsOwnTestWhenManyRunAtATime) {
    HangarProcess hangar({"run", "-j", "8", "--filter", "Of/*", program("runner_leaks")});
    EXPECT_EQ(hangar.wait(), 1);
    const auto ends = hangar.ends();
    ASSERT_EQ(ends.size(), 24U);
    for (int i = 0; i < 24; ++i) {
        const auto& end = ends.at("Of/Each.LeavesItsOwn/" + std::to_string(i));
        EXPECT_EQ(end.outcome, Outcome::leak) << i;
        EXPECT_THAT(end.leaked, sleeper(std::to_string(1000 + i)));
    }
}

TEST(LeakTest, AReportedLeakDoesNotFailTheTestAndIsEndedAllTheSame) {
    HangarProcess hangar(
        {"run", "--leaks=report", "--filter", "Leaves.AChildThatHolds*", program("runner_leaks")});
    EXPECT_EQ(hangar.wait(), 0);
    const auto end = hangar.ends()["Leaves.AChildThatHoldsItsOutput"];
    EXPECT_EQ(end.outcome, Outcome::pass);
    ASSERT_THAT(end.leaked, sleeper("1"));
    EXPECT_FALSE(os::identify(end.leaked[0].pid));
}

TEST(LeakTest, LeaksThatAreOffAreNotReported) {
    HangarProcess hangar(
        {"run", "--leaks=off", "--filter", "Leaves.AChildThatHolds*", program("runner_leaks")});
    EXPECT_EQ(hangar.wait(), 0);
    EXPECT_THAT(hangar.ends()["Leaves.AChildThatHoldsItsOutput"].leaked, IsEmpty());
}

}  // namespace
}  // namespace hangar::suites
