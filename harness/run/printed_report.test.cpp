// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/harness/run/printed_report.hpp>

namespace hangar::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string begin = "[----------] 1 test from A\n[ RUN      ] A.B\n";
const std::string refusal = "\n[ FATAL ] gtest.cc:199:: Unable to open file \"/proc/1/fd/9\"\n";

std::optional<GtestReport> report_in(const std::string& output) {
    return printed_report(output, "A.B", "/proc/1/fd/9");
}

TEST(PrintedReportTest, TellsWhatTheReportWouldHave) {
    const auto passed = report_in(begin + "[       OK ] A.B (0 ms)\n" + refusal);
    ASSERT_TRUE(passed);
    EXPECT_TRUE(passed->ran);
    EXPECT_THAT(passed->failures, IsEmpty());
    const auto failed =
        report_in(begin + "a.cpp:3: Failure\nno\n[  FAILED  ] A.B (0 ms)\n" + refusal);
    ASSERT_TRUE(failed);
    EXPECT_THAT(failed->failures, ElementsAre("a.cpp:3\nno"));
    const auto skipped =
        report_in(begin + "a.cpp:3: Skipped\nnot here\n[  SKIPPED ] A.B (0 ms)\n" + refusal);
    ASSERT_TRUE(skipped);
    EXPECT_TRUE(skipped->skipped);
}

TEST(PrintedReportTest, WhatFailsAroundTheTestCountsAndWhatATestThatPassedPrintsDoesNot) {
    const auto report = report_in(
        begin + "b.cpp:1: Failure\nsays a test of tests\n[       OK ] A.B (0 ms)\n" +
        "[----------] Global test environment tear-down\na.cpp:7: Failure\nworld\n" + refusal);
    ASSERT_TRUE(report);
    EXPECT_THAT(report->failures, ElementsAre("a.cpp:7\nworld\n"));
}

TEST(PrintedReportTest, NoOtherEndIsTakenForIt) {
    EXPECT_FALSE(report_in(begin + "[       OK ] A.B (0 ms)\nabort() called\n"));
    EXPECT_FALSE(report_in(begin + refusal));
    EXPECT_FALSE(report_in(begin + "[       OK ] A.B (0 ms)\n" + refusal + "and more\n"));
    EXPECT_FALSE(report_in(""));
}

}  // namespace
}  // namespace hangar::run
