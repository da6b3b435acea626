// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cerrno>
#include <hangar/diag/os/clock_reading.hpp>
#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/matchers.test.hpp>

namespace hangar::os {
namespace {

TEST(ReadClockTest, SaysWhatTheStandardClocksSay) {
    const auto steady = Clock::now().time_since_epoch();
    const auto real = std::chrono::system_clock::now().time_since_epoch();
    ASSERT_THAT(read_clock(CLOCK_MONOTONIC), Succeeds());
    EXPECT_GE(*read_clock(CLOCK_MONOTONIC), steady);
    EXPECT_LE(*read_clock(CLOCK_MONOTONIC), Clock::now().time_since_epoch());
    EXPECT_GE(*read_clock(CLOCK_REALTIME), real - std::chrono::seconds(10));
}

TEST(ReadClockTest, FailsForAClockThatIsNotKnown) {
    EXPECT_THAT(read_clock(4711), FailsWith(EINVAL));
}

}  // namespace
}  // namespace hangar::os
