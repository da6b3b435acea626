// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/harness/run/gtest_report.hpp>

namespace hangar::run {
namespace {

std::string report(const std::string& tests) {
    return R"({"tests":1,"testsuites":[{"name":"A","testsuite":[)" + tests + "]}]}";
}

TEST(GtestReportTest, TellsWhetherTheTestRanAndWhatFailed) {
    const auto passed =
        parse_gtest_report(report(R"({"name":"B","status":"RUN","result":"COMPLETED"})"), "A.B");
    ASSERT_TRUE(passed);
    EXPECT_TRUE(passed->ran);
    EXPECT_FALSE(passed->skipped);
    EXPECT_TRUE(passed->failures.empty());

    const auto failed =
        parse_gtest_report(report(R"({"name":"B","status":"RUN","result":"COMPLETED",
                   "failures":[{"failure":"a.cpp:1\nno","type":""}]})"),
                           "A.B");
    EXPECT_EQ(failed->failures, std::vector<std::string>{"a.cpp:1\nno"});
}

TEST(GtestReportTest, ASkipIsTold) {
    const auto skipped =
        parse_gtest_report(report(R"({"name":"B","status":"RUN","result":"SKIPPED"})"), "A.B");
    EXPECT_TRUE(skipped->skipped);
}

TEST(GtestReportTest, AFailureOfTheSuiteCountsAgainstItsTests) {
    const auto failed =
        parse_gtest_report(report(R"({"name":"B","status":"RUN","result":"COMPLETED"},
                                     {"name":"","failures":[{"failure":"set-up","type":""}]})"),
                           "A.B");
    EXPECT_TRUE(failed->ran);
    EXPECT_EQ(failed->failures, std::vector<std::string>{"set-up"});
}

TEST(GtestReportTest, ATestThatIsNotInItDidNotRun) {
    EXPECT_FALSE(parse_gtest_report(R"({"testsuites":[]})", "A.B")->ran);
    EXPECT_FALSE(parse_gtest_report(report(R"({"name":"B","status":"NOTRUN"})"), "A.B")->ran);
}

TEST(GtestReportTest, WhatIsCutOffIsNoReport) {
    for (const char* text : {"", "{", R"({"testsuites":[{"name":"A")", "[]", R"({"testsuites":1})"})
        EXPECT_FALSE(parse_gtest_report(text, "A.B")) << text;
}

TEST(ResultNoteTest, TheLastOutcomeAndTheDeclaredTimeoutCount) {
    const auto note = parse_result_note(
        "{\"test\":\"A.B\",\"timeout_ms\":250}\nrubbish\n{\"test\":\"A.B\",\"outcome\":7}\n"
        "{\"test\":\"A.C\",\"outcome\":\"pass\"}\n"
        "{\"test\":\"A.B\",\"outcome\":\"xfail\",\"reason\":\"known gap\"}\n{\"test\"",
        "A.B");
    EXPECT_EQ(note.timeout, std::chrono::milliseconds(250));
    EXPECT_EQ(note.outcome, "xfail");
    EXPECT_EQ(note.reason, "known gap");
}

TEST(SkipReasonTest, IsTheTextBeforeTheTestsEnd) {
    EXPECT_EQ(skip_reason("[ RUN      ] A.B\na.cpp:3: Skipped\nno such device\n\n"
                          "[  SKIPPED ] A.B (0 ms)\n"),
              "no such device");
    EXPECT_EQ(skip_reason("a.cpp:3: Skipped\n\n[  SKIPPED ] A.B (0 ms)\n"), "");
    EXPECT_EQ(skip_reason(""), "");
}

}  // namespace
}  // namespace hangar::run
