// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/diag/os/deadline.hpp>
#include <limits>

namespace hangar::os {
namespace {

using namespace std::chrono_literals;

TEST(DeadlineTest, NeverNeverPasses) {
    EXPECT_FALSE(Deadline::never().passed());
    EXPECT_EQ(Deadline::never().left(), Duration::max());
    EXPECT_EQ(Deadline::never().poll_timeout_ms(), -1);
}

TEST(DeadlineTest, AHugeDurationIsNever) {
    EXPECT_TRUE(Deadline::after(Duration::max()).is_never());
    EXPECT_TRUE(Deadline::after(Duration::max() - 1ns).is_never());
}

TEST(DeadlineTest, ANegativeDurationHasPassedAlready) {
    for (const Duration d : {Duration(-1s), Duration::min(), Duration::zero()}) {
        EXPECT_TRUE(Deadline::after(d).passed());
        EXPECT_EQ(Deadline::after(d).left(), Duration::zero());
        EXPECT_EQ(Deadline::after(d).poll_timeout_ms(), 0);
    }
}

TEST(DeadlineTest, PollTimeoutsAreRoundedUpAndCapped) {
    EXPECT_EQ(Deadline::after(100us).poll_timeout_ms(), 1);
    EXPECT_EQ(Deadline::after(24h * 365).poll_timeout_ms(), std::numeric_limits<int>::max());
}

TEST(DeadlineTest, TheEarlierOfTwoWins) {
    const Deadline soon = Deadline::after(1s);
    EXPECT_EQ(soon.earlier(Deadline::never()), soon);
    EXPECT_EQ(Deadline::after(1h).earlier(soon), soon);
    EXPECT_LT(soon, Deadline::never());
}

}  // namespace
}  // namespace hangar::os
