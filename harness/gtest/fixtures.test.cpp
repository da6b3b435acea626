// SPDX-License-Identifier: Apache-2.0
// What the fixtures find, seen from outside: each run is a process of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/sanitizers.hpp>
#include <hangar/harness/gtest/specimens/run_specimen.hpp>
#include <regex>

namespace hangar {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

SpecimenRun run_fixture(const std::string& filter, std::vector<std::string> environment = {}) {
    // The fixtures print after the capture is over, but a test's own output stands in our way.
    return run_specimen("harness_gtest_fixtures", {"--gtest_filter=" + filter, "--capture=no"},
                        environment);
}

int exit_status(const SpecimenRun& run) {
    EXPECT_TRUE(run.in_time);
    return run.status.returncode();
}

// The pid before " (sleep 300)".
pid_t sleeper_of(const SpecimenRun& run) {
    std::smatch found;
    const std::regex pattern("pid ([0-9]+) \\(sleep 300\\)");
    EXPECT_TRUE(std::regex_search(run.out, found, pattern)) << run.out;
    return found.empty() ? 0 : std::stoi(found[1]);
}

TEST(TestReaperTest, ATestThatLeavesNothingPasses) {
    const auto run = run_fixture("Reaped.LeavesNothing");
    EXPECT_EQ(exit_status(run), 0);
    EXPECT_THAT(run.out, Not(HasSubstr("hangar:")));
}

TEST(TestReaperTest, AProcessIsEndedAndFailsTheTest) {
    const auto run = run_fixture("Reaped.LeavesAProcess");
    EXPECT_EQ(exit_status(run), 1);
    EXPECT_THAT(run.out, AllOf(HasSubstr("the test left processes behind"),
                               HasSubstr("(sleep 300): ended by SIGINT")));
    EXPECT_FALSE(os::identify(sleeper_of(run)).has_value());
}

TEST(TestReaperTest, AZombieIsReportedAndFailsTheTestOnlyIfItIsToldTo) {
    const auto reported = run_fixture("Reaped.LeavesAZombie");
    EXPECT_EQ(exit_status(reported), 0);
    EXPECT_THAT(reported.out, HasSubstr("a zombie that nobody waited for, exit status 7"));
    const auto failed = run_fixture("PlainReaper.FailsOnAZombieIfItIsToldTo");
    EXPECT_EQ(exit_status(failed), 1);
    EXPECT_THAT(failed.out, HasSubstr("a zombie that nobody waited for"));
}

TEST(TestReaperTest, DeathTestsAndTheTestsOwnWaitsKeepTheirStatuses) {
    const auto run = run_fixture("Reaped.KeepsTheStatuses*");
    EXPECT_EQ(exit_status(run), 0) << run.out;
    EXPECT_THAT(run.out, Not(HasSubstr("zombie")));
}

TEST(ResourceDeltasFixtureTest, ALeakInABlockFailsAPlainTest) {
    const auto run = run_fixture("Plain.LeaksADescriptorInABlock");
    EXPECT_EQ(exit_status(run), 1);
    EXPECT_THAT(run.out, AllOf(HasSubstr("block: leaks fds"), HasSubstr("(file): /dev/null")));
}

TEST(ResourceDeltasFixtureTest, ATestIsComparedAsAWhole) {
    EXPECT_EQ(exit_status(run_fixture("Resources.LeavesNothing")), 0);
    const auto run = run_fixture("Resources.LeaksADescriptor");
    EXPECT_EQ(exit_status(run), 1);
    EXPECT_THAT(run.out, HasSubstr("Resources.LeaksADescriptor: leaks fds"));
}

TEST(SocketFileTrackerTest, AFileThatNobodyAnswersToIsRemovedAndAListenersStays) {
    std::string folder = testing::TempDir() + "hangar-XXXXXX";
    ASSERT_NE(::mkdtemp(folder.data()), nullptr);
    std::filesystem::create_directory(folder + "/hangar");
    const auto dead = run_fixture("Sockets.LeavesAFile*", {"XDG_RUNTIME_DIR=" + folder});
    EXPECT_EQ(exit_status(dead), 0);
    EXPECT_THAT(dead.out, HasSubstr("socket files were left behind"));
    EXPECT_TRUE(std::filesystem::is_empty(folder + "/hangar"));
    const auto living = run_fixture("Sockets.LeavesAListener", {"XDG_RUNTIME_DIR=" + folder});
    EXPECT_THAT(living.out, Not(HasSubstr("left behind")));
    EXPECT_FALSE(std::filesystem::is_empty(folder + "/hangar"));
    std::filesystem::remove_all(folder);
}

TEST(SessionWatchTest, WhatIsLeftAtTheEndIsEndedAndPutDownToItsTest) {
    const auto run = run_fixture("Session.LeavesAProcess:Session.DoesSomethingElse");
    EXPECT_EQ(exit_status(run), 0);
    EXPECT_THAT(run.out, AllOf(HasSubstr("outlived Session.LeavesAProcess"),
                               HasSubstr("(sleep 300): ended by SIGINT")));
    EXPECT_FALSE(os::identify(sleeper_of(run)).has_value());
}

TEST(SessionWatchTest, ARunawayIsReportedAndKilledOnlyOnRequest) {
    const auto run = run_fixture("Session.LeavesARunaway:Session.DoesSomethingElse");
    EXPECT_EQ(exit_status(run), 0);
    EXPECT_THAT(run.out, AllOf(HasSubstr("hangar: runaway: pid "),
                               HasSubstr("its test, Session.LeavesARunaway, is over")));
    EXPECT_THAT(run.out, HasSubstr("    (anonymous namespace)::run_away() (")) << "its stack";
    EXPECT_THAT(run.out, Not(HasSubstr("it is killed")));
    const auto killed = run_fixture("Session.LeavesARunaway", {"HANGAR_KILL_RUNAWAYS=1"});
    EXPECT_THAT(killed.out, HasSubstr("it is killed"));
}

TEST(SessionWatchTest, UnderTheRunnerNothingIsEndedHere) {
    const auto run = run_fixture("Session.LeavesAProcess", {"HANGAR=1"});
    EXPECT_EQ(exit_status(run), 0);
    const auto left = os::identify([&] {
        std::smatch found;
        const std::regex pattern("pid ([0-9]+) outlived");
        EXPECT_TRUE(std::regex_search(run.out, found, pattern)) << run.out;
        return found.empty() ? 0 : std::stoi(found[1]);
    }());
    ASSERT_TRUE(left.has_value());
    EXPECT_TRUE(os::Pidfd::open(*left)->signal(SIGKILL).has_value());
}

TEST(SessionWatchTest, AnAccumulatingLeakIsToldFromAOneOff) {
    const auto leak = run_fixture("Many/Trend.*");
    EXPECT_THAT(leak.out, AllOf(HasSubstr("ACCUMULATING"), HasSubstr("Many/Trend.Keeps")));
    // Which keeps what was freed: resident memory accumulates.
    if (os::has_address_sanitizer) return;
    EXPECT_THAT(run_fixture("Many/Once.*").out, Not(HasSubstr("resources after each test")));
    const auto once = run_fixture("Many/Once.*", {"HANGAR_TREND=always"});
    EXPECT_THAT(once.out, AllOf(HasSubstr("one-off"), Not(HasSubstr("ACCUMULATING"))));
}

}  // namespace
}  // namespace hangar
