// SPDX-License-Identifier: Apache-2.0
// Tests that share a process: by suite, by binary. What is said of each is what is said of it
// alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using events::Outcome;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

HangarProcess run(const std::string& isolation, std::vector<std::string> more) {
    more.insert(more.begin(), {"run", "--isolation=" + isolation});
    return HangarProcess(std::move(more));
}

std::map<std::string, Outcome> outcomes(const HangarProcess& hangar) {
    std::map<std::string, Outcome> all;
    for (const auto& [test, end] : hangar.ends()) all[test] = end.outcome;
    return all;
}

std::map<std::string, pid_t> pids(const HangarProcess& hangar) {
    std::map<std::string, pid_t> all;
    for (const auto& each : hangar.events())
        if (const auto* begun = std::get_if<events::TestStarted>(&each.event))
            all[begun->test.test] = begun->pid;
    return all;
}

// Every way to end, but for that of a process after its tests, which is the last one's.
const std::vector<std::string> every_way{"--timeout=1", "--slow=0.5", "--grace=0.2",
                                         "--filter=-*StatusSeven*", "-j2"};

std::vector<std::string> with_program(std::vector<std::string> options, const std::string& name) {
    options.push_back(program(name));
    return options;
}

TEST(IsolationTest, EachTestHasTheOutcomeThatItHasAlone) {
    HangarProcess alone = run("test", with_program(every_way, "runner_outcomes"));
    EXPECT_EQ(alone.wait(), 1);
    ASSERT_EQ(alone.ends().size(), 22U);
    for (const char* isolation : {"suite", "binary"}) {
        HangarProcess together = run(isolation, with_program(every_way, "runner_outcomes"));
        EXPECT_EQ(together.wait(), 1) << isolation;
        EXPECT_EQ(outcomes(together), outcomes(alone)) << isolation;
        for (const auto& [test, end] : together.ends()) {
            EXPECT_EQ(end.failures.size(), alone.ends()[test].failures.size()) << test;
            EXPECT_EQ(end.dump.has_value(), alone.ends()[test].dump.has_value()) << test;
        }
        const auto ended = together.ends();
        EXPECT_THAT(ended.at("Ends.Skips").summary.value(), HasSubstr("no such device"));
        EXPECT_THAT(ended.at("Ends.Fails").failures, Contains(HasSubstr("1 + 1")));
        if (isolation == std::string("binary")) {
            EXPECT_THAT(ended.at("BrokenSuite.Passes").failures, Contains(HasSubstr("set-up")));
        }
    }
}

TEST(IsolationTest, ASuiteOrABinaryIsOneProcessAsLongAsItLives) {
    const std::vector<std::string> options{"--filter=A/*:Steady.*"};
    HangarProcess suite = run("suite", with_program(options, "runner_attempts"));
    EXPECT_EQ(suite.wait(), 1);
    auto of_suite = pids(suite);
    EXPECT_EQ(of_suite["Steady.Passes"], of_suite["Steady.Fails"]);
    EXPECT_EQ(of_suite["A/Many.Passes/0"], of_suite["A/Many.Passes/19"]);
    EXPECT_NE(of_suite["Steady.Passes"], of_suite["A/Many.Passes/0"]);
    HangarProcess binary = run("binary", with_program(options, "runner_attempts"));
    EXPECT_EQ(binary.wait(), 1);
    std::set<pid_t> of_binary;
    for (const auto& [test, pid] : pids(binary)) of_binary.insert(pid);
    EXPECT_EQ(of_binary.size(), 1U);
    EXPECT_EQ(binary.ends().size(), 22U);
}

std::vector<std::string> order_of(const std::string& seed) {
    HangarProcess hangar =
        run("binary", with_program({"--filter=A/*", "--seed=" + seed}, "runner_attempts"));
    EXPECT_EQ(hangar.wait(), 0);
    std::vector<std::string> order;
    for (const auto& each : hangar.events())
        if (const auto* end = std::get_if<events::TestFinished>(&each.event))
            order.push_back(end->test.test);
    return order;
}

TEST(IsolationTest, ASeedDecidesTheOrderWithinAProcessToo) {
    const auto order = order_of("7");
    EXPECT_EQ(order.size(), 20U);
    EXPECT_EQ(order_of("7"), order);
    EXPECT_NE(order_of("8"), order);
}

TEST(IsolationTest, AFailureThatTheOutputHidesIsNotLost) {
    HangarProcess hangar = run("suite", with_program({"--filter=Twice.*"}, "runner_leaks"));
    EXPECT_EQ(hangar.wait(), 1);
    EXPECT_THAT(hangar.ends().at("Twice.Passes").summary.value(), HasSubstr("exit status is 1"));
}

TEST(IsolationTest, EachTestHasItsOwnOutput) {
    HangarProcess hangar =
        run("binary", with_program({"--filter=Steady.*:A/*"}, "runner_attempts"));
    EXPECT_EQ(hangar.wait(), 1);
    const auto ends = hangar.ends();
    const std::string failed = hangar.file(ends.at("Steady.Fails").output.value());
    EXPECT_THAT(failed, HasSubstr("attempt 1"));
    EXPECT_THAT(failed, Not(HasSubstr("Steady.Passes")));
    EXPECT_EQ(ends.at("Steady.Passes").output, "output/runner_attempts/Steady.Passes.txt");
    EXPECT_THAT(hangar.file("output/runner_attempts/Steady.Passes.txt"),
                HasSubstr("[ RUN      ] Steady.Passes\n[       OK ] Steady.Passes"));
}

TEST(IsolationTest, WhatFailsIsTriedAgainAlone) {
    HangarProcess hangar =
        run("binary", with_program({"--retries=2", "--timeout=0.5", "--grace=0.2",
                                    "--filter=Flaky.*:Steady.Passes"},
                                   "runner_attempts"));
    EXPECT_EQ(hangar.wait(), 0) << hangar.out();
    const auto ends = hangar.ends();
    for (const char* flaky : {"Flaky.FailsOnce", "Flaky.CrashesTwice", "Flaky.HangsOnce"})
        EXPECT_TRUE(ends.at(flaky).flaky) << flaky;
    EXPECT_EQ(ends.at("Flaky.CrashesTwice").test.attempt, 3);
}

TEST(IsolationTest, AProgramThatDoesNotSayWhichTestRunsLosesNothing) {
    auto options = with_program(every_way, "runner_outcomes");
    options.insert(options.end(), {"--", "--gtest_brief=1"});
    HangarProcess hangar = run("binary", options);
    EXPECT_EQ(hangar.wait(), 1);
    HangarProcess alone = run("test", with_program(every_way, "runner_outcomes"));
    EXPECT_EQ(alone.wait(), 1);
    EXPECT_EQ(outcomes(hangar), outcomes(alone));
}

TEST(IsolationTest, MarkersAndDeclaredTimeoutsHoldInAProcessThatIsShared) {
    HangarProcess hangar =
        run("binary", with_program({"--filter=Marked.*:Late.*"}, "harness_gtest_specimen"));
    EXPECT_EQ(hangar.wait(), 1);
    auto all = outcomes(hangar);
    EXPECT_EQ(all["Marked.Skipped"], Outcome::skip);
    EXPECT_EQ(all["Marked.FailsAsExpected"], Outcome::xfail);
    EXPECT_EQ(all["Marked.PassesUnexpectedly"], Outcome::xpass);
    EXPECT_EQ(all["Late.WaitsForEver"], Outcome::timeout);
    EXPECT_EQ(all["Late.EndsInTime"], Outcome::pass);
}

TEST(IsolationTest, TheFirstFailureEndsASharedProcessWhereItIsTo) {
    HangarProcess hangar =
        run("binary", with_program({"--fail-fast", "--filter=Steady.*:A/*"}, "runner_attempts"));
    EXPECT_EQ(hangar.wait(), 1);
    EXPECT_THAT(hangar.out(), HasSubstr("FAIL"));
    EXPECT_EQ(hangar.ends().at("Steady.Fails").outcome, Outcome::fail);
    EXPECT_LE(hangar.ends().size(), 22U);
}

TEST(IsolationTest, WithoutCaptureNobodyCouldTellWhichTestRuns) {
    HangarProcess hangar = run("suite", with_program({"--no-capture"}, "runner_attempts"));
    EXPECT_EQ(hangar.wait(), 2);
    EXPECT_THAT(hangar.errors(), HasSubstr("excludes --no-capture"));
}

}  // namespace
}  // namespace hangar::suites
