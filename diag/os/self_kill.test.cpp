// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/self_kill.hpp>

namespace hangar::os {
namespace {

TEST(SelfKillTest, EndsAProcessThatDoesNothingAboutIt) {
    auto forked = fork_process();
    ASSERT_TRUE(forked.has_value());
    if (forked->in_child()) {
        if (!prepare_self_kill()) ::_exit(1);
        arm_self_kill(std::chrono::seconds(1));
        for (;;) ::pause();
    }
    ASSERT_TRUE(forked->child.wait_exit(Deadline::after(std::chrono::seconds(30))).value());
    EXPECT_EQ(forked->child.collect().value(), WaitStatus::signalled(SIGKILL));
}

TEST(SelfKillTest, AForkedChildHasNotItsParentsTimer) {
    ASSERT_TRUE(prepare_self_kill().has_value());
    auto forked = fork_process();
    ASSERT_TRUE(forked.has_value());
    if (forked->in_child()) {
        arm_self_kill(std::chrono::seconds(0));  // nothing: it is the parent's
        ::_exit(7);
    }
    ASSERT_TRUE(forked->child.wait_exit(Deadline::after(std::chrono::seconds(30))).value());
    EXPECT_EQ(forked->child.collect().value(), WaitStatus::exited(7));
}

}  // namespace
}  // namespace hangar::os
