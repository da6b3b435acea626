// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

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

TEST(LinkedTest, ASignalToTheRunnerDumpsTheTasksOfTestsThatAnnouncedThatTheyAnswer) {
    HangarProcess hangar({"run", "--enable-stackscope", "--capture=no", "-j", "2",
                          program("runner_waiting_actors"), program("runner_hang"), "--filter",
                          "Actors.*:HangTest.Sleeps"});
    ASSERT_TRUE(
        hangar.await_output("output/runner_waiting_actors/Actors.WaitForEver.txt", "in place"));
    hangar.send(SIGUSR1);
    const std::string dump = "dumps/runner_waiting_actors/Actors.WaitForEver/tasks.txt";
    EXPECT_TRUE(hangar.await_output(dump, "child to answer call 1")) << hangar.file(dump);
    EXPECT_THAT(hangar.file(dump), AllOf(HasSubstr("actor child"), HasSubstr("wait_for_ever")));
    EXPECT_THAT(hangar.errors(), HasSubstr("running\n"));
    hangar.send(SIGINT);
    EXPECT_EQ(hangar.wait(), 130);
    // The signal would have killed the one without a handler.
    for (const auto& [test, end] : hangar.ends()) EXPECT_NE(end.outcome, Outcome::crash) << test;
}

TEST(LinkedTest, TheCellsAreHandedOn) {
    HangarProcess hangar({"run", "--capture=no", "--filter", "Marked.FailsAsExpected",
                          program("harness_gtest_specimen")});
    EXPECT_EQ(hangar.wait(), 0);
    EXPECT_EQ(hangar.ends()["Marked.FailsAsExpected"].outcome, Outcome::xfail);
}

}  // namespace
}  // namespace hangar::suites
