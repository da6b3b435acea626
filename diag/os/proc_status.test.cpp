// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_status.hpp>

namespace hangar::os {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view whole =
    "Name:\ta b\\n\\\\c\n"
    "Umask:\t0022\n"
    "State:\tS (sleeping)\n"
    "Tgid:\t4711\n"
    "Pid:\t4712\n"
    "PPid:\t4710\n"
    "TracerPid:\t99\n"
    "Uid:\t1000\t1001\t1002\t1003\n"
    "NSpid:\t4712\t12\t1\n"
    "Threads:\t9\n"
    "SigQ:\t3/63432\n"
    "SigPnd:\t0000000000000001\n"
    "ShdPnd:\t0000000000004000\n"
    "SigBlk:\t0000000000010002\n"
    "SigIgn:\t0000000000001000\n"
    "SigCgt:\t0000000000000200\n"
    "voluntary_ctxt_switches:\t150\n"
    "nonvoluntary_ctxt_switches:\t545\n";

TEST(ParseStatusTest, ReadsEveryField) {
    const auto status = parse_status(whole);
    ASSERT_TRUE(status);
    EXPECT_EQ(status->name, "a b\n\\c");
    EXPECT_EQ(status->tgid, 4711);
    EXPECT_EQ(status->pid, 4712);
    EXPECT_EQ(status->ppid, 4710);
    EXPECT_EQ(status->tracer, 99);
    EXPECT_EQ(status->real_uid, 1000U);
    EXPECT_EQ(status->effective_uid, 1001U);
    EXPECT_THAT(status->ns_pids, ElementsAre(4712, 12, 1));
    EXPECT_EQ(status->threads, 9);
    EXPECT_EQ(status->queued_signals, 3U);
    EXPECT_EQ(status->queued_signals_limit, 63432U);
    EXPECT_THAT(status->thread_pending.list(), ElementsAre(SIGHUP));
    EXPECT_THAT(status->process_pending.list(), ElementsAre(SIGTERM));
    EXPECT_THAT(status->blocked.list(), ElementsAre(SIGINT, SIGCHLD));
    EXPECT_THAT(status->ignored.list(), ElementsAre(SIGPIPE));
    EXPECT_THAT(status->caught.list(), ElementsAre(SIGUSR1));
    EXPECT_EQ(status->voluntary_switches, 150U);
    EXPECT_EQ(status->involuntary_switches, 545U);
}

TEST(ParseStatusTest, WhatIsNotAsItShouldBeKeepsItsDefault) {
    const auto status =
        parse_status("Tgid:\t1\nPid:\t1\nUid:\tx\nSigBlk:\tzz\nSigQ:\t3\nThreads\n");
    ASSERT_TRUE(status);
    EXPECT_EQ(status->name, "");
    EXPECT_TRUE(status->blocked.empty());
    EXPECT_EQ(status->queued_signals, 3U);
    EXPECT_EQ(status->threads, 0);
    EXPECT_THAT(status->ns_pids, IsEmpty());
}

TEST(ParseStatusTest, ANameCannotForgeAField) {
    // The kernel escapes the newline; an escaped one starts no line.
    const auto status = parse_status("Name:\tx\\nPid:\\t66\nTgid:\t1\nPid:\t1\n");
    ASSERT_TRUE(status);
    EXPECT_EQ(status->pid, 1);
}

TEST(ParseStatusTest, RefusesWhatNamesNoProcess) {
    for (const auto* text : {"", "\n\n:\n", "Name:\ta\n", "Tgid:\t1\n", "Pid:\t-1\nTgid:\t1\n"})
        EXPECT_FALSE(parse_status(text)) << text;
}

TEST(ReadStatusTest, SeesHowAProcessTreatsItsSignals) {
    const TestChild child([](TestParent& parent) {
        ::prctl(PR_SET_NAME, "a) \n\\");
        ::signal(SIGUSR1, SIG_IGN);
        ::signal(SIGUSR2, [](int) {});
        const ScopedSignalBlock block({SIGTERM});
        ::raise(SIGTERM);
        parent.ready();
        parent.hold();
        return 0;
    });
    static_cast<void>(child.wait_ready());
    const auto status = read_status(*ProcDir::open(child.id()));
    ASSERT_THAT(status, Succeeds());
    EXPECT_EQ(status->name, "a) \n\\");
    EXPECT_EQ(status->pid, child.id().pid);
    EXPECT_EQ(status->tgid, child.id().pid);
    EXPECT_EQ(status->ppid, ::getpid());
    EXPECT_EQ(status->effective_uid, ::geteuid());
    EXPECT_GE(status->threads, 1);
    EXPECT_EQ(status->ns_pids.front(), child.id().pid);
    EXPECT_TRUE(status->ignored.contains(SIGUSR1));
    EXPECT_TRUE(status->caught.contains(SIGUSR2));
    EXPECT_TRUE(status->blocked.contains(SIGTERM));
    EXPECT_TRUE(status->thread_pending.contains(SIGTERM));
    EXPECT_GT(status->voluntary_switches + status->involuntary_switches, 0U);
}

}  // namespace
}  // namespace hangar::os
