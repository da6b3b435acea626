// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/harness/run/gtest_report.hpp>

namespace hangar::run {
namespace {

std::string report(const std::string& cases) {
    return "<?xml version=\"1.0\"?>\n<testsuites><testsuite name=\"A\">" + cases +
           "</testsuite></testsuites>";
}

TEST(GtestReportTest, TellsWhetherTheTestRanAndWhatFailed) {
    const auto passed = parse_gtest_report(
        report(R"(<testcase name="B" status="run" result="completed" classname="A" />)"), "A.B");
    ASSERT_TRUE(passed);
    EXPECT_TRUE(passed->ran);
    EXPECT_FALSE(passed->skipped);
    EXPECT_TRUE(passed->failures.empty());

    const auto failed = parse_gtest_report(
        report(R"(<testcase name="B" status="run" classname="A">)"
               R"(<failure message="a.cpp:1&#x0A;&quot;no&quot;" type=""><![CDATA[</testsuites>]]>)"
               R"(</failure></testcase>)"),
        "A.B");
    EXPECT_EQ(failed->failures, std::vector<std::string>{"a.cpp:1\n\"no\""});
}

TEST(GtestReportTest, WhatATestRecordedIsInIt) {
    const auto passed = parse_gtest_report(
        report(R"(<testcase name="B" status="run" classname="A"><properties>)"
               R"(<property name="seed" value="&lt;7&gt;"/></properties></testcase>)"),
        "A.B");
    EXPECT_EQ(passed->properties, (events::Properties{{"seed", "<7>"}}));
}

TEST(GtestReportTest, ASkipIsToldWithItsReason) {
    const auto skipped = parse_gtest_report(
        report(R"(<testcase name="B" status="run" classname="A">)"
               R"(<skipped message="a.cpp:3&#x0A;no such device&#x0A;"/></testcase>)"),
        "A.B");
    EXPECT_TRUE(skipped->skipped);
    EXPECT_EQ(skipped->skip_reason, "no such device");
}

TEST(GtestReportTest, AFailureOutsideOfAnyTestCountsAgainstTheTest) {
    const auto failed =
        parse_gtest_report(report(R"(<testcase name="B" status="run" classname="A"/>)"
                                  R"(<testcase name="" status="run" classname="">)"
                                  R"(<failure message="set-up"/></testcase>)"),
                           "A.B");
    EXPECT_TRUE(failed->ran);
    EXPECT_EQ(failed->failures, std::vector<std::string>{"set-up"});
}

TEST(GtestReportTest, WhatAnotherTestFailedDoesNotConcernThisOne) {
    const auto passed =
        parse_gtest_report(report(R"(<testcase name="B" status="run" classname="A"/>)"
                                  R"(<testcase name="C" status="run" classname="A">)"
                                  R"(<failure message="no"/></testcase>)"),
                           "A.B");
    EXPECT_TRUE(passed->failures.empty());
}

TEST(GtestReportTest, ANameWithWhatXmlCannotHoldIsFoundAsGoogleTestWritesIt) {
    const auto passed = parse_gtest_report(
        report("<testcase name=\"B\" status=\"run\" classname=\"A/&#x09;&#x0A;&#x0D;x\x7f\"/>"),
        "A/\t\n\r\x01\x1fx\x7f.B");
    ASSERT_TRUE(passed);
    EXPECT_TRUE(passed->ran);
}

TEST(GtestReportTest, ATestThatIsNotInItDidNotRun) {
    EXPECT_FALSE(parse_gtest_report(report(""), "A.B")->ran);
    EXPECT_FALSE(
        parse_gtest_report(report(R"(<testcase name="B" status="notrun" classname="A"/>)"), "A.B")
            ->ran);
}

TEST(GtestReportTest, WhatIsCutOffIsNoReport) {
    const std::string whole = report(R"(<testcase name="B" status="run" classname="A"/>)");
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(parse_gtest_report(whole.substr(0, size), "A.B")) << size;
    EXPECT_TRUE(parse_gtest_report(whole, "A.B"));
}

TEST(GtestReportTest, WhatASuiteFailedConcernsItsTestsAndWhatAnEnvironmentFailedAll) {
    const auto reports = GtestReports::parse(
        R"(<testsuites><testsuite name="A"><testcase name="B" status="run" classname="A"/>)"
        R"(<testcase name="" status="run" classname=""><failure message="A's"/></testcase>)"
        R"(</testsuite><testsuite name="X"><testcase name="Y" status="run" classname="X"/>)"
        R"(</testsuite><testsuite name="NonTestSuiteFailure"><testcase name="" status="run">)"
        R"(<failure message="all's"/></testcase></testsuite></testsuites>)");
    ASSERT_TRUE(reports);
    EXPECT_EQ(reports->of("A.B").failures, (std::vector<std::string>{"A's", "all's"}));
    EXPECT_EQ(reports->of("X.Y").failures, std::vector<std::string>{"all's"});
}

}  // namespace
}  // namespace hangar::run
