// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <hangar/diag/os/wait_status.hpp>

namespace hangar::os {
namespace {

TEST(WaitStatusTest, AnExitHasACode) {
    const auto status = WaitStatus::from_wait(W_EXITCODE(3, 0));
    EXPECT_EQ(status, WaitStatus::exited(3));
    EXPECT_TRUE(status.ended());
    EXPECT_FALSE(status.success());
    EXPECT_EQ(status.exit_code(), 3);
    EXPECT_EQ(status.returncode(), 3);
    EXPECT_EQ(status.describe(), "exit status 3");
}

TEST(WaitStatusTest, OnlyExitZeroIsSuccess) {
    EXPECT_TRUE(WaitStatus::exited(0).success());
    EXPECT_FALSE(WaitStatus::signalled(SIGTERM).success());
    EXPECT_FALSE(WaitStatus::from_wait(W_STOPCODE(SIGTSTP)).success());
}

TEST(WaitStatusTest, ASignalIsNamed) {
    const auto status = WaitStatus::from_wait(W_EXITCODE(0, SIGSEGV));
    EXPECT_EQ(status, WaitStatus::signalled(SIGSEGV));
    EXPECT_EQ(status.signal(), SIGSEGV);
    EXPECT_EQ(status.returncode(), -SIGSEGV);
    EXPECT_EQ(status.describe(), "signal 11 (SIGSEGV)");
}

TEST(WaitStatusTest, ACoreDumpIsTold) {
    const auto status = WaitStatus::from_wait(W_EXITCODE(0, SIGABRT) | WCOREFLAG);
    EXPECT_EQ(status, WaitStatus::signalled(SIGABRT, true));
    EXPECT_EQ(status.describe(), "signal 6 (SIGABRT), core dumped");
}

TEST(WaitStatusTest, StopsAndContinuesHaveNotEnded) {
    const auto stopped = WaitStatus::from_wait(W_STOPCODE(SIGTTIN));
    EXPECT_FALSE(stopped.ended());
    EXPECT_EQ(stopped.describe(), "stopped by signal 21 (SIGTTIN)");
    const auto continued = WaitStatus::from_wait(0xffff);
    EXPECT_FALSE(continued.ended());
    EXPECT_EQ(continued.describe(), "continued by signal 18 (SIGCONT)");
}

TEST(WaitStatusTest, WaitidTellsTheSame) {
    EXPECT_EQ(WaitStatus::from_siginfo(CLD_EXITED, 3), WaitStatus::from_wait(W_EXITCODE(3, 0)));
    EXPECT_EQ(WaitStatus::from_siginfo(CLD_KILLED, SIGKILL),
              WaitStatus::from_wait(W_EXITCODE(0, SIGKILL)));
    EXPECT_EQ(WaitStatus::from_siginfo(CLD_DUMPED, SIGABRT),
              WaitStatus::from_wait(W_EXITCODE(0, SIGABRT) | WCOREFLAG));
    EXPECT_EQ(WaitStatus::from_siginfo(CLD_STOPPED, SIGSTOP),
              WaitStatus::from_wait(W_STOPCODE(SIGSTOP)));
    EXPECT_EQ(WaitStatus::from_siginfo(CLD_CONTINUED, SIGCONT), WaitStatus::from_wait(0xffff));
}

TEST(WaitStatusDeathTest, WhatWasSignalledHasNoExitCode) {
    EXPECT_EXIT(static_cast<void>(WaitStatus::signalled(SIGKILL).exit_code()),
                testing::KilledBySignal(SIGABRT), "broken invariant");
    EXPECT_EXIT(static_cast<void>(WaitStatus::exited(0).signal()), testing::KilledBySignal(SIGABRT),
                "broken invariant");
}

}  // namespace
}  // namespace hangar::os
