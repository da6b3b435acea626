// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/reap/own_leftovers.hpp>
#include <hangar/diag/reap/sleeper.test.hpp>

namespace hangar::reap {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(OwnLeftoversTest, ChildrenFromBeforeAndHelpersAreNone) {
    const os::TestChild old;
    const auto before = os::children_of_this_process();
    const auto helper = os::clone_process(0);
    if (helper->in_child()) {
        ::pause();
        ::_exit(0);
    }
    EXPECT_THAT(children_since(*before).value(), IsEmpty());
    const os::TestChild fresh;
    EXPECT_THAT(children_since(*before).value(), ElementsAre(fresh.id()));
    static_cast<void>(helper->child.signal(SIGKILL));
    EXPECT_EQ(helper->child.wait_exit(os::soon()), true);
    EXPECT_TRUE(helper->child.collect().has_value());
}

TEST(OwnLeftoversTest, AZombieIsCollectedByItsPidAndItsStatusTold) {
    os::TestChild others;  // somebody else waits for this one
    others.release();
    ASSERT_EQ(others.handle().wait_exit(os::soon()), true);
    const auto before = os::children_of_this_process();
    const auto child = os::fork_process();
    if (child->in_child()) ::_exit(7);
    ASSERT_EQ(child->child.wait_exit(os::soon()), true);
    const auto left = take_leftovers(children_since(*before).value(), {});
    ASSERT_EQ(left.unreaped.size(), 1U);
    EXPECT_EQ(left.unreaped[0].id, child->child.id());
    EXPECT_EQ(left.unreaped[0].status, os::WaitStatus::exited(7));
    EXPECT_THAT(left.text(), HasSubstr("a zombie that nobody waited for, exit status 7"));
    EXPECT_TRUE(others.wait().success());
    EXPECT_EQ(child->child.collect().error().code, ECHILD);
}

TEST(OwnLeftoversTest, WhoRunsIsEndedAndCollected) {
    const auto before = os::children_of_this_process();
    const Sleeper sleeper;
    const auto left = take_leftovers(children_since(*before).value(), {20s, false});
    EXPECT_THAT(left.text(), HasSubstr("(sleep 300): ended by SIGINT"));
    EXPECT_THAT(left.unreaped, IsEmpty());
    EXPECT_FALSE(os::exists(sleeper.id()));
}

}  // namespace
}  // namespace hangar::reap
