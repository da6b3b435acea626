// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cerrno>
#include <hangar/diag/os/signal_pipe.hpp>

namespace hangar::os {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constinit volatile sig_atomic_t seen = 0;

TEST(SignalPipeTest, TellsWhichSignalsCame) {
    auto pipe = SignalPipe::open({SIGUSR1, SIGUSR2});
    ASSERT_TRUE(pipe.has_value());
    EXPECT_THAT(pipe->take(), IsEmpty());
    ::raise(SIGUSR2);
    ::raise(SIGUSR1);
    EXPECT_THAT(pipe->take(), ElementsAre(SIGUSR2, SIGUSR1));
}

TEST(SignalPipeTest, CallsItsHookInTheHandler) {
    seen = 0;
    const auto pipe = SignalPipe::open({SIGUSR1}, [](int signal) noexcept { seen = signal; });
    ::raise(SIGUSR1);
    EXPECT_EQ(seen, SIGUSR1);
}

TEST(SignalPipeTest, PutsBackWhatWasInstalledBefore) {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    struct sigaction before {};
    ::sigaction(SIGUSR1, &ignore, &before);
    { const auto pipe = SignalPipe::open({SIGUSR1}); }
    struct sigaction now {};
    ::sigaction(SIGUSR1, &before, &now);
    EXPECT_EQ(now.sa_handler, SIG_IGN);
}

TEST(SignalPipeTest, IsRefusedWhileThereIsOne) {
    const auto first = SignalPipe::open({SIGUSR1});
    const auto second = SignalPipe::open({SIGUSR2});
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, EBUSY);
}

}  // namespace
}  // namespace hangar::os
