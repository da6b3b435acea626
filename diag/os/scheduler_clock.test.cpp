// SPDX-License-Identifier: Apache-2.0
#include <sched.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_schedule.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/scheduler_clock.hpp>

namespace hangar::os {
namespace {

using namespace std::chrono_literals;

TEST(SchedulerClockTest, TellsHowLongAThreadHasNotRun) {
    const auto start = Clock::now();
    TestChild child;
    const auto dir = ProcDir::open(child.id()).value();
    SchedulerClock clock;
    const auto now = clock.now(read_stat(dir).value().processor);
    ASSERT_TRUE(now);
    const auto rested = *now - read_last_run(dir).value();
    EXPECT_GT(rested, -1s);  // without it, some twenty on a machine that has been up for hours
    EXPECT_LT(rested, Clock::now() - start + 1s);
}

TEST(SchedulerClockTest, LeavesTheThreadWhereItMayRun) {
    cpu_set_t before;
    cpu_set_t after;
    ASSERT_EQ(::sched_getaffinity(0, sizeof(before), &before), 0);
    SchedulerClock clock;
    EXPECT_TRUE(clock.now(::sched_getcpu()));
    ASSERT_EQ(::sched_getaffinity(0, sizeof(after), &after), 0);
    EXPECT_TRUE(CPU_EQUAL(&before, &after));
}

TEST(SchedulerClockTest, ThereIsNoneOfAProcessorThatThereIsNot) {
    SchedulerClock clock;
    for (const int processor : {-1, 1023, 1'000'000})
        EXPECT_EQ(clock.now(processor), std::nullopt) << processor;
}

}  // namespace
}  // namespace hangar::os
