// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/signals.hpp>

namespace hangar::os {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SignalSet blocked_now() {
    sigset_t now;
    pthread_sigmask(SIG_SETMASK, nullptr, &now);
    SignalSet set;
    for (int signal = 1; signal < NSIG; ++signal)
        if (sigismember(&now, signal) == 1) set.add(signal);
    return set;
}

TEST(SignalSetTest, HoldsWhatItWasGiven) {
    SignalSet set{SIGINT, SIGTERM};
    EXPECT_THAT(set.list(), ElementsAre(SIGINT, SIGTERM));
    set.remove(SIGINT);
    EXPECT_FALSE(set.contains(SIGINT));
    set.remove(SIGTERM);
    EXPECT_TRUE(set.empty());
}

TEST(SignalSetTest, ReadsTheMasksOfProc) {
    EXPECT_THAT(SignalSet::from_mask(0x8000000000004201).list(),
                ElementsAre(SIGHUP, SIGUSR1, SIGTERM, 64));
    EXPECT_TRUE(SignalSet::from_mask(0).empty());
    EXPECT_EQ(SignalSet::from_mask(0x8000000000004201).mask(), 0x8000000000004201U);
}

TEST(SignalSetTest, AllIsAll) {
    EXPECT_TRUE(SignalSet::all().contains(SIGINT));
    EXPECT_TRUE(SignalSet::all().contains(SIGRTMAX));
}

TEST(SignalNameTest, IsTheConstantsName) {
    EXPECT_EQ(signal_name(SIGSEGV), "SIGSEGV");
    EXPECT_EQ(signal_name(64), "signal 64");
    EXPECT_EQ(signal_name(-5), "signal -5");
}

TEST(ScopedSignalBlockTest, BlocksAndRestores) {
    const auto before = blocked_now().list();
    {
        const ScopedSignalBlock outer({SIGUSR1});
        const ScopedSignalBlock inner({SIGUSR2});
        EXPECT_TRUE(blocked_now().contains(SIGUSR1));
        EXPECT_TRUE(blocked_now().contains(SIGUSR2));
    }
    EXPECT_EQ(blocked_now().list(), before);
}

TEST(RestoreDefaultTest, WhatTheParentIgnoredIsActedOnAgain) {
    const auto before = ::signal(SIGWINCH, SIG_IGN);
    restore_default(SIGWINCH);
    EXPECT_EQ(::signal(SIGWINCH, before), SIG_DFL);
}

TEST(IgnoreSignalTest, AnIgnoredSignalDoesNothing) {
    ignore_signal(SIGUSR2);
    EXPECT_EQ(::raise(SIGUSR2), 0);
    EXPECT_EQ(::signal(SIGUSR2, SIG_DFL), SIG_IGN);
}

TEST(SignalfdTest, ReadsWhatCameAndNothingElse) {
    const ScopedSignalBlock block({SIGUSR1, SIGUSR2});
    const auto fd = make_signalfd({SIGUSR1, SIGUSR2});
    ASSERT_THAT(fd, Succeeds());
    EXPECT_THAT(*read_signalfd(fd->get()), IsEmpty());
    ASSERT_EQ(::raise(SIGUSR2), 0);
    ASSERT_EQ(::raise(SIGUSR1), 0);
    EXPECT_THAT(*read_signalfd(fd->get()), testing::UnorderedElementsAre(SIGUSR1, SIGUSR2));
    EXPECT_THAT(*read_signalfd(fd->get()), IsEmpty());
}

TEST(SignalfdTest, ReadsMoreThanOneBatch) {
    const ScopedSignalBlock block({SIGRTMIN});
    const auto fd = make_signalfd({SIGRTMIN});
    ASSERT_THAT(fd, Succeeds());
    for (int i = 0; i < 40; ++i) ASSERT_EQ(::raise(SIGRTMIN), 0);
    EXPECT_EQ(read_signalfd(fd->get())->size(), 40U);
}

TEST(SignalfdTest, FailsWithoutAFreeDescriptor) {
    EXPECT_THAT(without_free_fd([&] { return make_signalfd({SIGUSR1}); }), FailsWith(EMFILE));
}

TEST(ResetSignalsTest, LeavesAChildWithDefaultsAndNothingBlocked) {
    const TestChild child([](TestParent&) {
        ::signal(SIGTERM, SIG_IGN);
        const ScopedSignalBlock block(SignalSet::all());
        reset_signals();
        if (!blocked_now().empty()) return 1;
        ::raise(SIGTERM);
        return 2;
    });
    EXPECT_EQ(child.wait(), WaitStatus::signalled(SIGTERM));
}

}  // namespace
}  // namespace hangar::os
