// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/thread_exists.hpp>
#include <thread>

namespace hangar::os {
namespace {

TEST(ThreadExistsTest, KnowsThreadsOfAnyProcessUntilTheyHaveEnded) {
    EXPECT_TRUE(thread_exists(1));
    pid_t ended = 0;
    std::thread([&ended] {
        ended = ::gettid();
        EXPECT_TRUE(thread_exists(ended));
    }).join();
    const auto deadline = Deadline::after(std::chrono::seconds(20));  // the kernel takes it down
    while (thread_exists(ended) && !deadline.passed()) std::this_thread::yield();
    EXPECT_FALSE(thread_exists(ended));
    EXPECT_FALSE(thread_exists(0x7ffffffe));
    EXPECT_FALSE(thread_exists(0));
}

}  // namespace
}  // namespace hangar::os
