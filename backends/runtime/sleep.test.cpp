// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/sleep.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include <hangar/backends/runtime/loop_time.test.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST(SleepTest, TakesExactlyItsTimeOnAVirtualClock) {
    const auto body = []() -> Task<void> {
        const auto begin = now();
        co_await sleep_for(24h);
        EXPECT_EQ(now() - begin, 24h);
        co_await sleep_until(begin + 25h);
        EXPECT_EQ(now() - begin, 25h);
    };
    on_virtual_clock(body);
}

TEST(SleepTest, SleepersWakeInTheOrderOfTheirInstants) {
    const auto body = []() -> Task<std::vector<int>> {
        std::vector<int> woken;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            for (const int s : {3, 1, 2, 1}) {
                nursery.start_soon([&, s]() -> Task<void> {
                    co_await sleep_for(std::chrono::seconds(s));
                    woken.push_back(s);
                });
            }
            co_return;
        };
        co_await with_nursery(play);
        co_return woken;
    };
    EXPECT_THAT(on_virtual_clock(body), ElementsAre(1, 1, 2, 3));
}

TEST(SleepTest, AnInstantThatHasPassedLetsOthersRun) {
    const auto body = []() -> Task<void> {
        bool ran = false;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&]() -> Task<void> {
                ran = true;
                co_return;
            });
            co_await sleep_for(-1h);
            EXPECT_TRUE(ran);
        };
        co_await with_nursery(play);
    };
    on_virtual_clock(body);
}

TEST(SleepTest, AnEndlessSleepDoesNotOverflow) {
    const auto body = []() -> Task<void> {
        const auto begin = now();
        const auto endless = []() -> Task<void> { co_await sleep_for(os::Duration::max()); };
        const bool woke = co_await move_on_after(1h, endless);
        EXPECT_FALSE(woke);
        EXPECT_EQ(now() - begin, 1h);
    };
    on_virtual_clock(body);
}

TEST(SleepTest, TimeStandsStillWhileATaskCanRun) {
    const auto body = []() -> Task<void> {
        const auto begin = now();
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([]() -> Task<void> { co_await sleep_for(1ns); });
            for (int i = 0; i < 1000; ++i) co_await checkpoint();
            EXPECT_EQ(now(), begin);
        };
        co_await with_nursery(play);
    };
    on_virtual_clock(body);
}

TEST(CheckpointTest, LetsEveryOtherReadyTaskRunOnce) {
    const auto body = []() -> Task<std::vector<int>> {
        std::vector<int> order;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            for (int i = 1; i <= 2; ++i) {
                nursery.start_soon([&, i]() -> Task<void> {
                    for (int n = 0; n < 3; ++n) {
                        order.push_back(i);
                        co_await checkpoint();
                    }
                });
            }
            co_return;
        };
        co_await with_nursery(play);
        co_return order;
    };
    EXPECT_THAT(on_virtual_clock(body), ElementsAre(1, 2, 1, 2, 1, 2));
}

TEST(CheckpointTest, ATaskWhoseAwaitsAreAllReadyStillLetsOthersRun) {
    const auto body = []() -> Task<void> {
        Event set;
        set.set();
        bool ran = false;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&]() -> Task<void> {
                ran = true;
                co_return;
            });
            for (int i = 0; i < 1000; ++i) co_await set.wait();
            EXPECT_TRUE(ran);
        };
        co_await with_nursery(play);
    };
    on_virtual_clock(body);
}

TEST(CheckpointTest, ADeadlineReachesATaskWhoseAwaitsAreAllReady) {
    const auto body = []() -> Task<void> {
        Event set;
        set.set();
        const auto busy = [&]() -> Task<void> {
            for (;;) co_await set.wait();
        };
        const bool ended = co_await move_on_after(1ms, busy);
        EXPECT_FALSE(ended);
    };
    Loop().run(body);  // on the real clock: a virtual one stands still for it
}

}  // namespace
}  // namespace hangar::runtime
