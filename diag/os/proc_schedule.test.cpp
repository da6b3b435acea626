// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_schedule.hpp>

namespace hangar::os {
namespace {

using namespace std::chrono_literals;

TEST(ParseRunCountTest, ReadsTimeAndCount) {
    const auto count = parse_run_count("1500 2903276 7\n");
    ASSERT_TRUE(count);
    EXPECT_EQ(count->on_cpu, 1500ns);
    EXPECT_EQ(count->queued, 2903276ns);
    EXPECT_EQ(count->times, 7U);
}

TEST(ParseRunCountTest, RefusesWhatIsNone) {
    for (const auto* text : {"", "1", "1 2", "1 x 3", "-1 2 3", "18446744073709551615 1 1",
                             "1 18446744073709551615 1"})
        EXPECT_EQ(parse_run_count(text), std::nullopt) << text;
}

TEST(ParseLastRunTest, ReadsTheMilliseconds) {
    EXPECT_EQ(parse_last_run("cat (1, #threads: 1)\n---\nse.exec_start      :   2424204.101081\n"),
              2424204ms);
}

TEST(ParseLastRunTest, RefusesWhatIsNone) {
    for (const auto* text : {"", "se.exec_start", "se.exec_start :", "se.exec_start : x.1",
                             "se.exec_start : -5.1", "se.exec_start : 99999999999999999999.1"})
        EXPECT_EQ(parse_last_run(text), std::nullopt) << text;
}

TEST(ReadRunCountTest, AHoldingChildHasNotRunBetweenTwoReadings) {
    TestChild child;
    const auto dir = ProcDir::open(child.id());
    ASSERT_THAT(dir, Succeeds());
    const Deadline bound = soon();
    auto before = read_run_count(*dir);
    ASSERT_THAT(before, Succeeds());
    for (auto after = read_run_count(*dir); *after != *before; after = read_run_count(*dir)) {
        ASSERT_FALSE(bound.passed());
        before = after;
    }
    EXPECT_GT(before->times, 0U);
}

// On one processor: each has a clock of its own, which may be minutes behind others
// (SchedulerClock).
TEST(ReadLastRunTest, GrowsAsTheThreadRuns) {
    cpu_set_t before;
    ASSERT_EQ(::sched_getaffinity(0, sizeof(before), &before), 0);
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(static_cast<unsigned>(::sched_getcpu()), &here);
    ASSERT_EQ(::sched_setaffinity(0, sizeof(here), &here), 0);
    const auto dir = ProcDir::open(::getpid());
    ASSERT_THAT(dir, Succeeds());
    const auto first = read_last_run(*dir);
    ASSERT_THAT(first, Succeeds());
    const Deadline bound = soon();
    auto then = first;
    while (*then == *first && !bound.passed()) {
        ::sched_yield();
        then = read_last_run(*dir);
        ASSERT_THAT(then, Succeeds());
    }
    EXPECT_GT(*then, *first);
    EXPECT_EQ(::sched_setaffinity(0, sizeof(before), &before), 0);
}

}  // namespace
}  // namespace hangar::os
