// SPDX-License-Identifier: Apache-2.0
// Tests that a busy machine keeps from running, and tests that somebody debugs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using events::Outcome;
using testing::HasSubstr;

// Four tests that need a quarter of a second of one processor each, at a time: a second each.
HangarProcess on_one_processor(std::vector<std::string> options) {
    options.insert(options.begin(), {"run", "-j4", "--slow=100", "--timeout=0.5"});
    options.push_back(program("runner_busy"));
    return HangarProcess::after("set -- taskset -c 0", options);
}

bool timed_out(const HangarProcess& hangar) {
    const auto ends = hangar.ends();
    return std::ranges::any_of(
        ends, [](const auto& each) { return each.second.outcome == Outcome::timeout; });
}

TEST(TimeScaleTest, ATestThatHadNoProcessorIsGivenTheTimeBack) {
    HangarProcess strict = on_one_processor({});
    EXPECT_EQ(strict.wait(), 1);
    EXPECT_TRUE(timed_out(strict));
    HangarProcess fair = on_one_processor({"--timeout-scale=auto"});
    EXPECT_EQ(fair.wait(), 0) << fair.out();
    EXPECT_THAT(fair.out(), HasSubstr("the machine is busy; its timeout of 500 ms becomes "));
    EXPECT_THAT(fair.file("events.jsonl"), HasSubstr("\"test-stretched\""));
}

TEST(TimeScaleTest, WhoeverOnlyWaitsIsGivenNothing) {
    HangarProcess hangar({"run", "--timeout=0.5", "--timeout-scale=auto", "--deadlock=off",
                          "--filter=Then.WaitsForASignal", program("runner_slow")});
    EXPECT_EQ(hangar.wait(), 1);
    EXPECT_TRUE(timed_out(hangar));
}

TEST(TimeScaleTest, AFactorMultipliesTheTimes) {
    HangarProcess hangar({"run", "--timeout=0.1", "--timeout-scale=3", "--deadlock=off",
                          "--filter=Then.WaitsForASignal", program("runner_slow")});
    EXPECT_EQ(hangar.wait(), 1);
    EXPECT_THAT(hangar.ends().at("Then.WaitsForASignal").duration.count(), testing::Ge(300));
    HangarProcess wrong({"run", "--timeout-scale=-1", program("runner_slow")});
    EXPECT_EQ(wrong.wait(), 2);
}

HangarProcess debugged(const std::string& test, const std::string& commands) {
    return HangarProcess::after(
        "exec < <(printf '" + commands + "')",
        {"run", "--debugger=gdb", "--timeout=0.1", "--filter", test, program("runner_attempts")});
}

TEST(DebuggerTest, TheTestRunsUnderItAndItsOutcomeCounts) {
    HangarProcess passed = debugged("Steady.Passes", "run\\nquit\\n");
    EXPECT_EQ(passed.wait(), 0) << passed.out() << passed.errors();
    EXPECT_THAT(passed.out(), HasSubstr("exited normally"));
    EXPECT_THAT(passed.out(), HasSubstr("[ RUN      ] Steady.Passes"));
    HangarProcess failed = debugged("Steady.Fails", "run\\nquit\\n");
    EXPECT_EQ(failed.wait(), 1);
    EXPECT_EQ(failed.ends().at("Steady.Fails").outcome, Outcome::fail);
}

TEST(DebuggerTest, WhatItIsGivenIsTheTestsCommandLineAndEnvironment) {
    HangarProcess hangar =
        debugged("Steady.Passes", "show args\\nshow environment HANGAR_TEST\\nquit\\n");
    EXPECT_EQ(hangar.wait(), 1) << "it was never run";
    EXPECT_THAT(hangar.out(), HasSubstr("--gtest_filter=Steady.Passes"));
    EXPECT_THAT(hangar.out(), HasSubstr("HANGAR_TEST = Steady.Passes"));
}

TEST(DebuggerTest, WithoutOneOrWithWhatExcludesItItIsAUsageError) {
    HangarProcess missing({"run", "--debugger=gdb", program("runner_attempts")},
                          {{"PATH", "/nowhere"}});
    EXPECT_EQ(missing.wait(), 2);
    EXPECT_THAT(missing.errors(), HasSubstr("no gdb in PATH"));
    for (const char* other : {"--json", "--isolation=suite"}) {
        HangarProcess hangar({"run", "--debugger=gdb", other, program("runner_attempts")});
        EXPECT_EQ(hangar.wait(), 2);
        EXPECT_THAT(hangar.errors(), HasSubstr("--debugger excludes"));
    }
}

}  // namespace
}  // namespace hangar::suites
