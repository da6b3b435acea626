// SPDX-License-Identifier: Apache-2.0
// `hangar run` as the job of a shell: in front, stopped, in the background, without its terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <thread>

#include <hangar/suites/runner/hangar_process.test.hpp>
#include <hangar/suites/runner/shell_job.test.hpp>

namespace hangar::suites {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const std::string what_runs = "1 running\r\n  runner_slow Then.WaitsForASignal: pid ";
const std::string ctrl_c = "\x03";
const std::string ctrl_z = "\x1a";
const std::string bar_line = " s  runner_slow Then.WaitsForASignal";

std::vector<std::string> a_test_that_waits() {
    return {"--slow=100", "--grace=0.2", "--filter=Then.WaitsForASignal", program("runner_slow")};
}

// It says so after a second, in which a bar is drawn ten times.
std::vector<std::string> a_test_that_is_slow() {
    auto arguments = a_test_that_waits();
    arguments.front() = "--slow=1";
    return arguments;
}

class JobControlTest : public testing::Test {
  protected:
    // As bash does it: the job stops itself, and the shell takes the terminal.
    static void stop_by_key(ShellJob& job) {
        job.press(ctrl_z);
        ASSERT_TRUE(WIFSTOPPED(job.wait()));
        job.take_terminal();
        EXPECT_TRUE(job.is_usual());
        const auto before = job.shown().size();
        job.press("echo\n");
        EXPECT_EQ(job.read_line(), "echo\n");
        ASSERT_TRUE(job.await("echo\r\n", before));  // after all that the job has written
    }
    // Whether it is alive and turns its loop: it answers SIGUSR1.
    static bool answers(ShellJob& job) {
        const auto before = job.shown().size();
        ::kill(job.pid(), SIGUSR1);
        return job.await(what_runs, before);
    }
    // The shell reads what is typed, and nothing else does.
    static void expect_keys_go_to_the_shell(ShellJob& job) {
        const auto before = job.shown().size();
        job.press("t\n");
        EXPECT_EQ(job.read_line(), "t\n");
        EXPECT_TRUE(answers(job));
        // One answer: to the signal.
        EXPECT_EQ(job.shown().find(what_runs, before), job.shown().rfind(what_runs));
    }
    // What it says in the background stands there, and no bar.
    static void expect_lines_alone(ShellJob& job, std::size_t from) {
        EXPECT_TRUE(job.await("still running", from));
        EXPECT_EQ(job.shown().find(bar_line + '\r', from), std::string::npos) << job.shown();
        EXPECT_EQ(job.shown().find("\x1b[", from), std::string::npos) << job.shown();
    }
    // The keys are the job's, and its bar stands there.
    static void expect_it_is_in_front(ShellJob& job) {
        const auto before = job.shown().size();
        EXPECT_TRUE(job.await(bar_line, before));
        EXPECT_TRUE(HangarProcess::await([&] { return job.gives_keys(); }));
        job.press("t");
        EXPECT_TRUE(job.await(what_runs, before)) << job.shown();
    }
    // By the key; the terminal is left as it was.
    static void interrupt(ShellJob& job) {
        job.press(ctrl_c);
        EXPECT_EQ(job.wait_for_end(), 130);
        EXPECT_TRUE(job.is_usual());
    }
    static void expect_reports(const ShellJob& job) {
        EXPECT_THAT(job.file("junit.xml"), HasSubstr("it had started when the run ended"));
        EXPECT_THAT(job.file("report.html"), HasSubstr("</html>"));
        EXPECT_THAT(job.file("events.jsonl"), HasSubstr("run-finished"));
    }
};

TEST_F(JobControlTest, AJobInFrontTakesTheKeysAndLeavesTheTerminalAsItWas) {
    ShellJob job(Place::in_front, a_test_that_waits());
    expect_it_is_in_front(job);
    interrupt(job);
    expect_reports(job);
}

TEST_F(JobControlTest, WhileItIsStoppedTheTerminalIsUsualAndTheTestStandsStill) {
    ShellJob job(Place::in_front, a_test_that_waits());
    expect_it_is_in_front(job);
    const pid_t test = job.process_of("Then.WaitsForASignal");
    stop_by_key(job);
    EXPECT_TRUE(HangarProcess::await([&] { return state_of(test) == 'T'; }));
    job.fg();
    expect_it_is_in_front(job);
    EXPECT_TRUE(HangarProcess::await([&] { return state_of(test) == 'S'; }));
    interrupt(job);
}

TEST_F(JobControlTest, ItsTimeToEndGoesOnWhenItDoes) {
    ShellJob job(Place::in_front, {"--slow=0.2", "--timeout=0.5", "--deadlock=off", "--grace=4",
                                   "--filter=Then.IgnoresInter*", program("runner_slow")});
    const auto is_asked_to_end = [&] {
        const auto before = job.shown().size();
        job.press("t");
        EXPECT_TRUE(job.await("1 running", before));
        return job.await(" for ", job.shown().find("1 running", before)) &&
               job.shown().find("asked to end for", before) != std::string::npos;
    };
    EXPECT_TRUE(HangarProcess::await([&] { return job.gives_keys(); }));
    EXPECT_TRUE(HangarProcess::await(is_asked_to_end));
    stop_by_key(job);
    std::this_thread::sleep_for(4500ms);  // longer than its grace
    job.fg();
    EXPECT_TRUE(HangarProcess::await([&] { return job.gives_keys(); }));
    EXPECT_TRUE(is_asked_to_end());
    EXPECT_EQ(job.wait_for_end(), 1);
}

TEST_F(JobControlTest, WhatTheUserSetsWhileItIsStoppedStays) {
    ShellJob job(Place::in_front, a_test_that_waits());
    expect_it_is_in_front(job);
    stop_by_key(job);
    termios other = job.mode();
    other.c_cc[VERASE] = '#';
    job.set_mode(other);
    job.fg();
    expect_it_is_in_front(job);
    interrupt(job);
    EXPECT_EQ(job.mode().c_cc[VERASE], '#');
}

TEST_F(JobControlTest, ContinuedInTheBackgroundItRunsOnAndTouchesNeitherModeNorKeys) {
    ShellJob job(Place::in_front, a_test_that_is_slow());
    expect_it_is_in_front(job);
    stop_by_key(job);
    const auto drawn = job.shown().size();
    job.bg();
    expect_keys_go_to_the_shell(job);
    expect_lines_alone(job, drawn);
    EXPECT_TRUE(job.is_usual());
    job.fg();
    expect_it_is_in_front(job);
    interrupt(job);
}

TEST_F(JobControlTest, StartedInTheBackgroundItHasTheKeysOnceItIsInFront) {
    ShellJob job(Place::in_the_background, a_test_that_is_slow());
    ASSERT_NE(job.process_of("Then.WaitsForASignal"), 0);
    expect_keys_go_to_the_shell(job);
    expect_lines_alone(job, 0);
    EXPECT_TRUE(job.is_usual());
    job.fg();
    expect_it_is_in_front(job);
    interrupt(job);
}

// `stty tostop` stops whoever writes there without having the terminal; a shell that edits lines
// has a mode of its own.
TEST_F(JobControlTest, InTheBackgroundItEndsWithoutAStopAndWithoutTouchingTheShellsMode) {
    ShellJob job(Place::in_the_background, a_test_that_waits());
    ASSERT_NE(job.process_of("Then.WaitsForASignal"), 0);
    termios shells = job.mode();
    shells.c_lflag |= TOSTOP;
    shells.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    shells.c_iflag &= ~static_cast<tcflag_t>(ICRNL);
    job.set_mode(shells);
    EXPECT_TRUE(answers(job));
    ::kill(job.pid(), SIGTERM);
    EXPECT_EQ(job.wait_for_end(), 143);
    EXPECT_EQ(job.mode().c_lflag, shells.c_lflag);
    EXPECT_EQ(job.mode().c_iflag, shells.c_iflag);
    EXPECT_TRUE(job.await("1 not run"));
    expect_reports(job);
}

// By SIGSTOP it is in the background before it can give the terminal back as it was.
TEST_F(JobControlTest, StoppedWithoutAWarningItLeavesTheShellsModeAlone) {
    ShellJob job(Place::in_front, a_test_that_waits());
    expect_it_is_in_front(job);
    ASSERT_EQ(::kill(job.pid(), SIGSTOP), 0);
    ASSERT_TRUE(WIFSTOPPED(job.wait()));
    job.take_terminal();
    termios shells = job.mode();
    shells.c_cc[VERASE] = '#';
    job.set_mode(shells);
    job.bg();
    EXPECT_TRUE(answers(job));
    ::kill(job.pid(), SIGTERM);
    EXPECT_EQ(job.wait_for_end(), 143);
    EXPECT_EQ(job.mode().c_cc[VERASE], '#');
}

TEST_F(JobControlTest, PressedAgainCtrlCDoesNotWaitForTheGrace) {
    ShellJob job(Place::in_front, {"--slow=100", "--grace=100", "--filter=Then.IgnoresInter*",
                                   program("runner_slow")});
    const pid_t test = job.process_of("Then.IgnoresInterruptions");
    ASSERT_TRUE(HangarProcess::await([&] {
        const auto output = job.file("output/runner_slow/Then.IgnoresInterruptions.txt");
        return output.find("ready") != std::string::npos;
    }));
    job.press(ctrl_c);
    ASSERT_TRUE(job.await("once more kills what runs"));
    interrupt(job);
    EXPECT_EQ(state_of(test), '?');
    expect_reports(job);
}

TEST_F(JobControlTest, InFrontItEndsInOrderWhenTheTerminalVanishes) {
    ShellJob job(Place::in_front, a_test_that_waits());
    ASSERT_NE(job.process_of("Then.WaitsForASignal"), 0);
    job.vanish();
    job.hang_up();
    EXPECT_EQ(job.wait_for_end(), 128 + SIGHUP);
    expect_reports(job);
}

TEST_F(JobControlTest, StoppedItEndsInOrderWhenTheTerminalVanishes) {
    ShellJob job(Place::in_front, a_test_that_waits());
    expect_it_is_in_front(job);
    stop_by_key(job);
    job.vanish();
    job.hang_up();
    EXPECT_EQ(job.wait_for_end(), 128 + SIGHUP);
    expect_reports(job);
}

// The kernel wakes what is stopped and has no shell any more, and says SIGHUP.
TEST_F(JobControlTest, StoppedItEndsInOrderWhenTheShellDies) {
    ShellJob job(Place::in_front, a_test_that_waits());
    expect_it_is_in_front(job);
    stop_by_key(job);
    const auto process = os::Pidfd::open(job.pid());
    ASSERT_TRUE(process);
    job.kill_shell();
    EXPECT_TRUE(process->wait_exit(os::Deadline::after(std::chrono::seconds(60))).value());
    expect_reports(job);
    EXPECT_THAT(job.file("events.jsonl"), HasSubstr(R"("exit_status":129)"));
}

TEST_F(JobControlTest, InTheBackgroundItRunsOnWithoutATerminal) {
    auto arguments = a_test_that_waits();
    arguments.insert(arguments.begin(), "--timeout=1.5");
    ShellJob job(Place::in_the_background, arguments);
    ASSERT_NE(job.process_of("Then.WaitsForASignal"), 0);
    job.vanish();
    EXPECT_EQ(job.wait_for_end(), 1);
    EXPECT_THAT(job.file("junit.xml"), HasSubstr("timeout"));
    EXPECT_THAT(job.file("events.jsonl"), HasSubstr("run-finished"));
}

}  // namespace
}  // namespace hangar::suites
