// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/child_glance.hpp>

namespace hangar::os {
namespace {

TEST(ChildGlanceTest, TellsWhetherAChildRunsOrHasEnded) {
    EXPECT_EQ(glance_at_children(), ChildGlance::none);
    TestChild child;
    EXPECT_EQ(glance_at_children(), ChildGlance::running);
    child.release();
    ASSERT_EQ(child.handle().wait_exit(soon()), true);
    EXPECT_EQ(glance_at_children(), ChildGlance::ended);
    EXPECT_TRUE(child.wait().success());  // its status is still there
    EXPECT_EQ(glance_at_children(), ChildGlance::none);
}

TEST(ChildGlanceTest, AHelperIsNoChild) {
    const auto helper = clone_process(0);
    ASSERT_TRUE(helper.has_value());
    if (helper->in_child()) ::_exit(0);
    EXPECT_EQ(glance_at_children(), ChildGlance::none);
    ASSERT_EQ(helper->child.wait_exit(soon()), true);
    EXPECT_EQ(glance_at_children(), ChildGlance::none);
    EXPECT_TRUE(helper->child.collect().has_value());
}

}  // namespace
}  // namespace hangar::os
