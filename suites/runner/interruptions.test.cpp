// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <hangar/diag/os/proc_cmdline.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/process_list.hpp>
#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using events::Outcome;
using testing::HasSubstr;
using testing::Not;

// Whether `test` has been told to run. It may not have come to its body yet.
auto started(const std::string& test) {
    return [test](const events::Event& event) {
        const auto* start = std::get_if<events::TestStarted>(&event);
        return start != nullptr && start->test.test == test;
    };
}

auto interrupted() {
    return [](const events::Event& event) {
        return std::holds_alternative<events::RunInterrupted>(event);
    };
}

// The specimen says so when it is ready for signals.
void await_body(const HangarProcess& hangar, const std::string& test) {
    ASSERT_TRUE(hangar.await_event(started(test)));
    ASSERT_TRUE(hangar.await_output("output/runner_slow/" + test + ".txt", "ready\n"));
}

std::vector<os::Pidfd> processes_running(const std::string& command) {
    std::vector<os::Pidfd> found;
    const auto pids = os::all_processes().value();
    for (const pid_t pid : pids) {
        const auto dir = os::ProcDir::open(pid);
        if (!dir || os::describe_command(*dir) != command) continue;
        if (auto process = os::Pidfd::open(pid)) found.push_back(std::move(*process));
    }
    return found;
}

pid_t pid_of(const HangarProcess& hangar, const std::string& test) {
    for (const auto& each : hangar.events())
        if (const auto* start = std::get_if<events::TestStarted>(&each.event))
            if (start->test.test == test) return start->pid;
    return 0;
}

TEST(InterruptionTest, OnceForwardsTheSignalAndFinishesUp) {
    HangarProcess hangar({"run", "-j", "1", program("runner_slow")});
    await_body(hangar, "Then.WaitsForASignal");
    hangar.send(SIGINT);
    EXPECT_EQ(hangar.wait(), 130);
    EXPECT_EQ(hangar.ends().size(), 1U);
    EXPECT_EQ(hangar.ends()["First.Passes"].outcome, Outcome::pass);
    const std::string junit = hangar.file("junit.xml");
    EXPECT_THAT(junit, HasSubstr("it had started when the run ended"));
    EXPECT_THAT(junit, HasSubstr(R"(tests="54" failures="0" errors="1" skipped="52")"));
    EXPECT_THAT(hangar.out(), HasSubstr("53 not run\n"));
}

TEST(InterruptionTest, QuitKillsTheTestsAtOnceAndTheReportsAreWritten) {
    HangarProcess hangar({"run", "-j", "1", "--grace=100", program("runner_slow")});
    await_body(hangar, "Then.WaitsForASignal");
    hangar.send(SIGQUIT);
    EXPECT_EQ(hangar.wait(), 128 + SIGQUIT);
    EXPECT_THAT(hangar.file("junit.xml"), HasSubstr("it had started when the run ended"));
}

// A FIFO holds 64 KiB; 50 tests four times print more than that.
TEST(InterruptionTest, AReaderThatStopsReadingDoesNotStopTheRun) {
    const std::string fifo = testing::TempDir() + "hangar_unread_" + std::to_string(::getpid());
    HangarProcess hangar = HangarProcess::after(
        "mkfifo " + fifo + "; exec 1<>" + fifo + "; rm " + fifo,
        {"run", "-j", "2", "--json", "--repeat=4", "--filter=*Many*", program("runner_slow")});
    EXPECT_EQ(hangar.wait(), 0);
    EXPECT_EQ(hangar.ends().size(), 50U);
    EXPECT_THAT(hangar.errors(), HasSubstr("hangar: nobody read "));
}

TEST(InterruptionTest, TheTerminationSignalGivesItsOwnStatus) {
    HangarProcess hangar({"run", "-j", "1", program("runner_slow")});
    await_body(hangar, "Then.WaitsForASignal");
    hangar.send(SIGTERM);
    EXPECT_EQ(hangar.wait(), 143);
}

TEST(InterruptionTest, TwiceKillsWithoutWaitingForTheGrace) {
    HangarProcess hangar(
        {"run", "--grace", "100", "--filter", "Then.IgnoresInterruptions", program("runner_slow")});
    await_body(hangar, "Then.IgnoresInterruptions");
    hangar.send(SIGINT);
    ASSERT_TRUE(hangar.await_event(interrupted()));
    const auto limit = os::Deadline::after(std::chrono::seconds(50));
    hangar.send(SIGINT);
    EXPECT_EQ(hangar.wait(), 130);
    EXPECT_FALSE(limit.passed());
    EXPECT_FALSE(os::identify(pid_of(hangar, "Then.IgnoresInterruptions")));
}

TEST(InterruptionTest, OnceKillsAfterTheGraceWhoeverIgnoresIt) {
    HangarProcess hangar(
        {"run", "--grace", "0.3", "--filter", "Then.IgnoresInterruptions", program("runner_slow")});
    await_body(hangar, "Then.IgnoresInterruptions");
    hangar.send(SIGINT);
    EXPECT_EQ(hangar.wait(), 130);
    EXPECT_FALSE(os::identify(pid_of(hangar, "Then.IgnoresInterruptions")));
}

// Held while the signals come, so that the third is there before the second has had its effect.
TEST(InterruptionTest, ThriceLeavesAtOnceAndTheReportsAreWritten) {
    HangarProcess hangar({"run", "--grace", "100", "--filter", "First.*:Then.Ignores*", "-j", "1",
                          program("runner_slow")});
    await_body(hangar, "Then.IgnoresInterruptions");
    hangar.send(SIGSTOP);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) hangar.send(signal);
    hangar.send(SIGCONT);
    const int status = hangar.wait();
    EXPECT_THAT(status, testing::AnyOf(130, 143, 129));
    EXPECT_THAT(hangar.file("junit.xml"), HasSubstr("</testsuites>"));
    EXPECT_THAT(hangar.out(), HasSubstr("1 passed, 0 failed, 0 skipped\n"));
}

// As nohup and a script's `&` leave it.
TEST(InterruptionTest, WhatIsIgnoredWhereItIsStartedDoesNotEndIt) {
    HangarProcess hangar =
        HangarProcess::after("trap '' HUP INT QUIT", {"run", "-j", "1", program("runner_slow")});
    await_body(hangar, "Then.WaitsForASignal");
    for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM}) hangar.send(signal);
    EXPECT_EQ(hangar.wait(), 143);
    EXPECT_THAT(hangar.out(), Not(HasSubstr("SIGHUP")));
}

TEST(InterruptionTest, AKilledRunnerLosesNothingThatHadFinishedAndTakesItsTestsAlong) {
    HangarProcess hangar({"run", "-j", "1", program("runner_slow")});
    await_body(hangar, "Then.WaitsForASignal");
    const auto test = os::Pidfd::open(pid_of(hangar, "Then.WaitsForASignal"));
    ASSERT_TRUE(test);
    hangar.send(SIGKILL);
    EXPECT_EQ(hangar.wait(), -SIGKILL);
    EXPECT_TRUE(test->wait_exit(os::Deadline::after(std::chrono::seconds(20))).value());
    EXPECT_EQ(hangar.ends()["First.Passes"].outcome, Outcome::pass);
    EXPECT_EQ(hangar.file("junit.xml"), "");

    HangarProcess report({"report", hangar.folder()});
    EXPECT_EQ(report.wait(), 0);
    EXPECT_THAT(hangar.file("junit.xml"),
                HasSubstr(R"(tests="54" failures="0" errors="1" skipped="52")"));
    EXPECT_THAT(report.out(), HasSubstr("1 passed, 0 failed, 0 skipped\n"));
}

TEST(InterruptionTest, AKilledRunnersGuardianTakesEvenDaemonsAlong) {
    HangarProcess hangar({"run", "--filter", "Stays.*", program("runner_leaks")});
    ASSERT_TRUE(hangar.await_output("output/runner_leaks/Stays.WithADaemon.txt", "is up"));
    // Its descriptors are closed a moment before its arguments can be read.
    std::vector<os::Pidfd> daemons;
    ASSERT_TRUE(hangar.await([&] {
        daemons = processes_running("sleep 100.6");
        return daemons.size() == 1;
    }));
    hangar.send(SIGKILL);
    EXPECT_EQ(hangar.wait(), -SIGKILL);
    EXPECT_TRUE(daemons[0].wait_exit(os::Deadline::after(std::chrono::seconds(20))).value());
}

TEST(InterruptionTest, ASignalThatAsksIsAnsweredAndEndsNothing) {
    HangarProcess hangar({"run", "-j", "1", program("runner_slow")});
    await_body(hangar, "Then.WaitsForASignal");
    hangar.send(SIGUSR1);
    constexpr std::string_view answer = "1 running\n  runner_slow Then.WaitsForASignal: pid ";
    EXPECT_TRUE(hangar.await([&] { return hangar.errors().find(answer) != std::string::npos; }))
        << hangar.errors();
    hangar.send(SIGINT);
    EXPECT_EQ(hangar.wait(), 130);
}

}  // namespace
}  // namespace hangar::suites
