// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/harness/run/output_steps.hpp>

namespace hangar::run {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using Kind = OutputStep::Kind;

const std::string two_tests =
    "Running main()\n[ RUN      ] A.B\nhello\n[       OK ] A.B (12 ms)\n"
    "[ RUN      ] A.C\na.cpp:3: Failure\nno\n[  FAILED  ] A.C, where GetParam() = 3 (0 ms)\n";

std::vector<Kind> kinds(const std::vector<OutputStep>& steps) {
    std::vector<Kind> all;
    for (const auto& step : steps) all.push_back(step.kind);
    return all;
}

TEST(OutputStepsTest, TellsWhatBeginsAndHowItEndsWithItsPlace) {
    OutputSteps output({"A.B", "A.C"});
    const auto steps = output.take(two_tests);
    ASSERT_THAT(kinds(steps), ElementsAre(Kind::begun, Kind::passed, Kind::begun, Kind::failed));
    EXPECT_EQ(steps[1].test, 0U);
    EXPECT_EQ(steps[3].test, 1U);
    EXPECT_EQ(steps[1].took, 12ms);
    EXPECT_EQ(two_tests.substr(steps[1].begin, steps[1].end - steps[1].begin),
              "[ RUN      ] A.B\nhello\n[       OK ] A.B (12 ms)\n");
    EXPECT_EQ(steps[3].end, two_tests.size());
}

TEST(OutputStepsTest, ItMayComeInAnyPieces) {
    for (std::size_t size : {1U, 2U, 7U, 30U}) {
        OutputSteps output({"A.B", "A.C"});
        std::vector<OutputStep> all;
        for (std::size_t at = 0; at < two_tests.size(); at += size)
            for (const auto& step : output.take(two_tests.substr(at, size))) all.push_back(step);
        ASSERT_EQ(all.size(), 4U) << size;
        EXPECT_EQ(all[3].end, two_tests.size());
    }
}

TEST(OutputStepsTest, AMarkMayFollowOutputWithoutANewline) {
    OutputSteps output({"A.B"});
    const auto steps = output.take("[ RUN      ] A.B\nno newline[       OK ] A.B (0 ms)\n");
    EXPECT_THAT(kinds(steps), ElementsAre(Kind::begun, Kind::passed));
}

TEST(OutputStepsTest, WhatATestPrintsInThisMannerCountsForNothing) {
    OutputSteps output({"A.B", "A.C"});
    const auto steps = output.take(
        "[       OK ] A.B (0 ms)\n[ RUN      ] A.B\n[ RUN      ] A.C\n[       OK ] A.C (0 ms)\n"
        "[       OK ] A.Bee (0 ms)\n[ RUN      ] X.Y\n[  SKIPPED ] A.B (0 ms)\n"
        "[ RUN      ] A.B\n");
    EXPECT_THAT(kinds(steps), ElementsAre(Kind::begun, Kind::skipped));
}

TEST(OutputStepsTest, TheLastOfSeveralEndsIsTheTrueOne) {
    OutputSteps output({"A.B", "A.C"});
    const std::string text =
        "[ RUN      ] A.B\n[       OK ] A.B (0 ms)\n[----------] 1 test from A (0 ms total)\n"
        "a.cpp:1: Failure\nno\n[  FAILED  ] A.B (2 ms)\n";
    const auto steps = output.take(text);
    ASSERT_THAT(kinds(steps), ElementsAre(Kind::begun, Kind::passed, Kind::failed));
    EXPECT_EQ(steps[2].test, 0U);
    EXPECT_EQ(steps[2].begin, 0U);
    EXPECT_EQ(steps[2].end, text.size());
    const auto next = output.take("[ RUN      ] A.C\n");
    ASSERT_THAT(kinds(next), ElementsAre(Kind::begun));
    EXPECT_TRUE(next[0].before.set_up.empty()) << "the failure was the test's";
    EXPECT_TRUE(next[0].before.torn_down.empty());
}

TEST(OutputStepsTest, TheListOfThoseThatFailedIsNoOtherEnd) {
    OutputSteps output({"A.B"});
    EXPECT_EQ(output.take("[ RUN      ] A.B\n[  FAILED  ] A.B (2 ms)\n").size(), 2U);
    EXPECT_TRUE(output
                    .take("a.cpp:1: Failure\ndown\n[----------] 1 test from A (2 ms total)\n"
                          "[  FAILED  ] 1 test, listed below:\n[  FAILED  ] A.B\n")
                    .empty());
    EXPECT_THAT(output.interlude().torn_down, ElementsAre("a.cpp:1\ndown"));
}

TEST(OutputStepsTest, ALineWithoutEndIsForgottenButForItsEnd) {
    OutputSteps output({"A.B"});
    EXPECT_EQ(output.take("[ RUN      ] A.B\n").size(), 1U);
    for (int i = 0; i < 1000; ++i) EXPECT_TRUE(output.take(std::string(1000, 'x')).empty());
    const auto steps = output.take("[       OK ] A.B (0 ms)\n");
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_EQ(steps[0].end, 17U + 1'000'000U + 24U);
}

TEST(OutputStepsTest, WhatFailsBetweenTestsIsOfTheSuiteBeforeOrAfter) {
    OutputSteps output({"A.B", "X.Y"});
    const auto steps = output.take(
        "[ RUN      ] A.B\n[       OK ] A.B (0 ms)\na.cpp:1: Failure\ndown\n"
        "[----------] 1 test from A (0 ms total)\n\n[----------] 1 test from X\n"
        "x.cpp:2: Failure\nup\n[ RUN      ] X.Y\n");
    ASSERT_EQ(steps.size(), 3U);
    EXPECT_THAT(steps[2].before.torn_down, ElementsAre("a.cpp:1\ndown"));
    EXPECT_THAT(steps[2].before.set_up, ElementsAre("x.cpp:2\nup"));
    EXPECT_TRUE(output.take("[       OK ] X.Y (0 ms)\n").size() == 1);
    EXPECT_FALSE(output.interlude().suite_is_over);
    EXPECT_TRUE(output.take("[----------] 1 test from X (0 ms total)\n").empty());
    EXPECT_TRUE(output.interlude().suite_is_over);
}

TEST(OutputStepsTest, WhatASuiteFailsIsQuotedWithoutTheTestsThatFollow) {
    EXPECT_THAT(printed_failures("[----------] 1 test from A\na.cpp:7: Failure\nFailed\nup\n"
                                 "[ RUN      ] A.B\n[       OK ] A.B (0 ms)\nmore\n"
                                 "a.cpp:9: Failure\ndown\n[----------] 1 test from A (0 ms)\n"),
                ElementsAre("a.cpp:7\nFailed\nup", "a.cpp:9\ndown"));
    EXPECT_TRUE(printed_failures("a.cpp:7: Skipped\n").empty());
}

TEST(OutputStepsTest, TheOutputOfATestTellsItsFailures) {
    const auto failed = report_of_output(
        Kind::failed,
        "[ RUN      ] A.B\nx.cpp:1: Failure\nValue of: a\nx.cpp:9: Failure\nFailed\n"
        "[  FAILED  ] A.B (0 ms)\n");
    EXPECT_THAT(failed.failures, ElementsAre("x.cpp:1\nValue of: a", "x.cpp:9\nFailed"));
    EXPECT_EQ(report_of_output(Kind::failed, "nothing").failures.size(), 1U);
    const auto lookalike = report_of_output(
        Kind::failed, "[  FAILED  ] A.B (0 ms)\nx.cpp:1: Failure\nno\n[  FAILED  ] A.B (1 ms)\n");
    EXPECT_THAT(lookalike.failures, ElementsAre("x.cpp:1\nno"));
    const auto skipped = report_of_output(
        Kind::skipped,
        "[ RUN      ] A.B\nx.cpp:1: Skipped\nno device\n\n[  SKIPPED ] A.B (0 ms)\n");
    EXPECT_TRUE(skipped.skipped);
    EXPECT_EQ(skipped.skip_reason, "no device");
    EXPECT_TRUE(report_of_output(Kind::passed, "x.cpp:1: Failure\n").failures.empty());
}

}  // namespace
}  // namespace hangar::run
