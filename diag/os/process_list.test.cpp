// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/process_list.hpp>

namespace hangar::os {
namespace {

TEST(AllProcessesTest, HoldsThisOneAndItsChild) {
    const TestChild child;
    const auto pids = all_processes();
    ASSERT_THAT(pids, Succeeds());
    EXPECT_EQ(std::ranges::count(*pids, ::getpid()), 1);
    EXPECT_EQ(std::ranges::count(*pids, child.id().pid), 1);
    EXPECT_TRUE(std::ranges::is_sorted(*pids));
}

}  // namespace
}  // namespace hangar::os
