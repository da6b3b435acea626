// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <sched.h>
#include <unistd.h>

#include <thread>

#include <hangar/diag/os/proc_schedule.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/scheduler_clock.hpp>

namespace hangar::os {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

ProcDir this_thread() {
    return ProcDir::open(::getpid())->task(::gettid()).value();
}

TEST(SchedulerClockTest, WhoRunsNowRanAMomentAgo) {
    const auto self = this_thread();
    const auto clock = SchedulerClock::measure();
    std::this_thread::sleep_for(milliseconds(1));  // it is put on a processor anew
    const auto last_run = read_last_run(self);
    if (!last_run) GTEST_SKIP() << "this kernel does not tell: " << last_run.error().message();
    EXPECT_LT(clock.since(*last_run, read_stat(self)->processor), seconds(5));
}

TEST(SchedulerClockTest, TimeThatPassesIsSeen) {
    const auto self = this_thread();
    const auto last_run = read_last_run(self);
    if (!last_run) GTEST_SKIP() << "this kernel does not tell: " << last_run.error().message();
    const auto clock = SchedulerClock::measure();
    const auto before = clock.since(*last_run, read_stat(self)->processor);
    std::this_thread::sleep_for(milliseconds(50));
    EXPECT_GE(clock.since(*last_run, read_stat(self)->processor), before);
}

TEST(SchedulerClockTest, MeasuringLeavesTheThreadWhereItMayRun) {
    cpu_set_t before;
    cpu_set_t after;
    ASSERT_EQ(::sched_getaffinity(0, sizeof before, &before), 0);
    static_cast<void>(SchedulerClock::measure());
    ASSERT_EQ(::sched_getaffinity(0, sizeof after, &after), 0);
    EXPECT_TRUE(CPU_EQUAL(&before, &after));
}

TEST(SchedulerClockTest, WithoutAMeasurementNothingIsAssumed) {
    const SchedulerClock clock;
    EXPECT_GT(clock.since(seconds(0), 3), seconds(0));
    EXPECT_EQ(clock.since(std::chrono::hours(1'000'000), 3).count(), 0);
}

}  // namespace
}  // namespace hangar::os
