// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/process_list.hpp>
#include <hangar/diag/os/user_processes.hpp>

namespace hangar::os {
namespace {

bool is_kthreadd(const ProcDir& dir) {
    const auto stat = read_stat(dir);
    return stat && stat->comm == "kthreadd" && stat->ppid == 0;
}

TEST(UserProcessesTest, HoldThisOneAndItsChild) {
    const TestChild child;
    const auto pids = user_processes();
    ASSERT_THAT(pids, Succeeds());
    EXPECT_EQ(std::ranges::count(*pids, ::getpid()), 1);
    EXPECT_EQ(std::ranges::count(*pids, child.id().pid), 1);
    EXPECT_TRUE(std::ranges::is_sorted(*pids));
}

TEST(UserProcessesTest, AreTheOnlyOnesThatRunAProgram) {
    const auto pids = user_processes();
    ASSERT_THAT(pids, Succeeds());
    const auto all = all_processes();
    ASSERT_THAT(all, Succeeds());
    for (const pid_t pid : *all) {
        const auto dir = ProcDir::open(pid);
        if (!dir || !dir->link("exe")) continue;
        const bool is_new = !ProcDir::open(pid) || pid > pids->back();
        EXPECT_TRUE(is_new || std::ranges::binary_search(*pids, pid)) << pid;
    }
}

TEST(UserProcessesTest, LeaveOutTheKernelsThreadsWhereTheyCanBeTold) {
    const auto second = ProcDir::open(2);
    if (!second || !is_kthreadd(*second)) GTEST_SKIP() << "a pid namespace without kernel threads";
    if (::geteuid() != 0) GTEST_SKIP() << "only root may see that they run no program";
    const auto pids = user_processes();
    ASSERT_THAT(pids, Succeeds());
    EXPECT_FALSE(std::ranges::binary_search(*pids, 2));
    EXPECT_LT(pids->size(), all_processes()->size());
}

}  // namespace
}  // namespace hangar::os
