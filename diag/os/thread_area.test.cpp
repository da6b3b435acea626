// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <bit>
#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/process_memory.hpp>
#include <hangar/diag/os/thread_area.hpp>
#include <thread>

namespace hangar::os {
namespace {

TEST(ThreadAreaTest, LiesJustBehindAThreadsErrno) {
    std::thread([] {
        const auto area = thread_area(this_thread());
        ASSERT_TRUE(area) << area.error().message();
        const auto mine = std::bit_cast<std::uint64_t>(&errno);
        EXPECT_LT(mine, *area);
        EXPECT_GT(mine + 4096, *area);
    }).join();
}

TEST(ThreadAreaTest, IsFoundInAnotherProcess) {
    const TestChild child;
    const auto area = thread_area(child.id().pid);
    ASSERT_TRUE(area) << area.error().message();
    EXPECT_EQ(read_value<std::uint64_t>(child.id().pid, *area).value(), *area);
}

TEST(ThreadAreaTest, ThereIsNoneOfAThreadThatIsNot) {
    EXPECT_EQ(thread_area(0x3fffffff).error().code, ESRCH);
}

}  // namespace
}  // namespace hangar::os
