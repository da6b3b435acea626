// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/process.hpp>

namespace hangar::os {
namespace {

TEST(ProcessTest, WeAreWhoWeAre) {
    EXPECT_EQ(this_process().pid, ::getpid());
    EXPECT_GT(this_process().start_time, 0U);
    EXPECT_EQ(*identify(::getpid()), this_process());
    EXPECT_TRUE(is_running(this_process()));
}

TEST(ProcessTest, AForkedChildIsAnother) {
    const auto before = this_process();
    const TestChild child([&](TestParent&) { return this_process() == before ? 1 : 0; });
    EXPECT_TRUE(child.wait().success());
}

TEST(ProcessTest, WhatIsNotThereCannotBeIdentified) {
    for (const pid_t pid : {0, -1, 4'194'305}) EXPECT_THAT(identify(pid), FailsWith(ESRCH));
}

TEST(ProcessTest, AZombieExistsButDoesNotRun) {
    TestChild child;
    EXPECT_TRUE(exists(child.id()));
    EXPECT_TRUE(is_running(child.id()));
    child.release();
    ASSERT_EQ(*child.handle().wait_exit(soon()), true);
    EXPECT_TRUE(exists(child.id()));
    EXPECT_FALSE(is_running(child.id()));
    static_cast<void>(child.wait());
    EXPECT_FALSE(exists(child.id()));
    EXPECT_FALSE(is_running(child.id()));
}

TEST(ProcessTest, ARecycledPidIsAnotherProcess) {
    const ProcessId earlier{this_process().pid, this_process().start_time - 1};
    EXPECT_FALSE(exists(earlier));
    EXPECT_FALSE(is_running(earlier));
}

TEST(ProcessTest, WhatCannotBeToldCountsAsThere) {
    const auto self = this_process();
    EXPECT_THAT(without_free_fd([&] { return identify(self.pid); }), FailsWith(EMFILE));
    EXPECT_TRUE(without_free_fd([&] { return exists(self); }));
    EXPECT_TRUE(without_free_fd([&] { return is_running(self); }));
    EXPECT_EQ(without_free_fd([] { return this_process(); }), (ProcessId{self.pid, 0}));
}

}  // namespace
}  // namespace hangar::os
