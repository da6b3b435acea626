// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/harness/run/finding.hpp>

namespace hangar::run {
namespace {

std::string dump(const std::string& rest) {
    return R"({"schema":"hangar.dump/1",)" + rest + "}";
}

constexpr const char* stopped =
    R"({"cause":"child-stopped","confidence":"proven","summary":"it stopped","pids":[1]})";
constexpr const char* cycle =
    R"({"cause":"mutex-cycle","confidence":"proven","summary":"two mutexes","pids":[1]})";
constexpr const char* idle =
    R"({"cause":"condvar-unsignalled","confidence":"possible","summary":"idle","pids":[1]})";

TEST(FindingTest, TheFirstVerdictCounts) {
    EXPECT_EQ(parse_finding(dump(std::string(R"("deadlock":null,"verdicts":[)") + stopped + "," +
                                 cycle + "]")),
              (Finding{"child-stopped", "proven", "it stopped", false}));
}

TEST(FindingTest, AProvenDeadlockGoesBeforeIt) {
    EXPECT_EQ(parse_finding(
                  dump(std::string(R"("deadlock":1,"verdicts":[)") + stopped + "," + cycle + "]")),
              (Finding{"mutex-cycle", "proven", "two mutexes", true}));
}

TEST(FindingTest, WhatIsOnlyPossibleIsNoCause) {
    EXPECT_EQ(parse_finding(dump(std::string(R"("verdicts":[)") + idle + "]")), Finding{});
    EXPECT_EQ(parse_finding(dump(R"("verdicts":[])")), Finding{});
}

TEST(FindingTest, WhetherAnythingMovedIsKeptIfItWasTold) {
    EXPECT_EQ(parse_finding(dump(R"("moved":true,"verdicts":[])"))->moved, true);
    EXPECT_EQ(parse_finding(dump(R"("moved":false,"verdicts":[])"))->moved, false);
    EXPECT_EQ(parse_finding(dump(R"("moved":null,"verdicts":[])"))->moved, std::nullopt);
    EXPECT_EQ(parse_finding(dump(R"("verdicts":[])"))->moved, std::nullopt);
}

TEST(FindingTest, ThatSomethingMovedOrDidNotIsNoOtherVerdict) {
    Finding moved{"pipe-full", "likely", "full", false};
    moved.moved = true;
    Finding still = moved;
    still.moved = false;
    EXPECT_TRUE(same_verdict(moved, still));
    still.confidence = "proven";
    EXPECT_FALSE(same_verdict(moved, still));
}

TEST(FindingTest, RefusesWhatIsNoDump) {
    for (const std::string& text :
         {std::string(), std::string("{"), std::string("[]"), dump(R"("deadlock":7,"verdicts":[])"),
          dump(R"("verdicts":[{}])"), std::string(R"({"schema":"other/1","verdicts":[]})")})
        EXPECT_EQ(parse_finding(text), std::nullopt) << text;
}

}  // namespace
}  // namespace hangar::run
