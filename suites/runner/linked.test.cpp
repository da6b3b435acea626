// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using events::Outcome;
using testing::AllOf;
using testing::HasSubstr;

// Programs with HANGAR_MAIN tell the runner what only they know.
TEST(LinkedTest, MarkersAndDeclaredTimeoutsMakeTheOutcome) {
    HangarProcess hangar({"run", "--filter", "Marked.*:Late.*", program("harness_gtest_specimen")});
    EXPECT_EQ(hangar.wait(), 1);
    auto ends = hangar.ends();
    EXPECT_EQ(ends["Marked.Skipped"].outcome, Outcome::skip);
    EXPECT_EQ(ends["Marked.FailsAsExpected"].outcome, Outcome::xfail);
    EXPECT_EQ(ends["Marked.FailsAsExpected"].summary, "a known gap");
    EXPECT_EQ(ends["Marked.PassesUnexpectedly"].outcome, Outcome::xpass);
    EXPECT_EQ(ends["Late.WaitsForEver"].outcome, Outcome::timeout);
    EXPECT_EQ(ends["Late.EndsInTime"].outcome, Outcome::pass);
    EXPECT_THAT(hangar.file("output/harness_gtest_specimen/Marked.FailsAsExpected.txt"),
                HasSubstr("the known gap"));
}

TEST(LinkedTest, WhatATestPrintedIsInItsFileHoweverItEnded) {
    HangarProcess hangar({"run", "--filter", "Output.OfAPass:Dies.By*:Late.WaitsForEver",
                          program("harness_gtest_specimen")});
    EXPECT_EQ(hangar.wait(), 1);
    for (auto& [test, end] : hangar.ends()) {
        const std::string output = hangar.file(end.output.value());
        EXPECT_THAT(output, AllOf(HasSubstr("by printf;by cout;"), HasSubstr("by cerr;by clog;")))
            << test;
        EXPECT_EQ(output.find("by printf;"), output.rfind("by printf;")) << test;
    }
    EXPECT_THAT(hangar.file("output/harness_gtest_specimen/Dies.ByExitNow.txt"),
                HasSubstr("captured stdout of Dies.ByExitNow, which did not end"));
}

TEST(LinkedTest, AMistakenMarkerIsAUsageErrorOfTheRun) {
    HangarProcess hangar({"run", program("harness_gtest_mistaken_key")});
    EXPECT_EQ(hangar.wait(), 2);
    EXPECT_THAT(hangar.errors(), HasSubstr("fork_wroker"));
}

TEST(LinkedTest, TheCellsAreHandedOn) {
    HangarProcess hangar({"run", "--capture=no", "--filter", "Marked.FailsAsExpected",
                          program("harness_gtest_specimen")});
    EXPECT_EQ(hangar.wait(), 0);
    EXPECT_EQ(hangar.ends()["Marked.FailsAsExpected"].outcome, Outcome::xfail);
}

}  // namespace
}  // namespace hangar::suites
