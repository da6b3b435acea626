// SPDX-License-Identifier: Apache-2.0
// How long a nursery, its tasks and what they hold last.
#include <gtest/gtest.h>

#include <memory>

#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;

Task<void> sleep_then_count(os::Duration d, int& sum) {
    co_await sleep_for(d);
    ++sum;
}

TEST(NurseryLifeTest, OneStartedFromElsewhereAfterTheLastHasEndedIsWaitedForToo) {
    const auto body = []() -> Task<void> {
        int ended = 0;
        Nursery* inner = nullptr;
        const auto outer = [&](Nursery& nursery) -> Task<void> {
            Event last_ended;
            const auto watcher = [&]() -> Task<void> {
                co_await last_ended.wait();
                inner->start_soon([&] { return sleep_then_count(1s, ended); });
            };
            nursery.start_soon(watcher);
            const auto play = [&](Nursery& n) -> Task<void> {
                inner = &n;
                // The watcher is woken first; then the join, by the end of this task.
                n.start_soon([&]() -> Task<void> {
                    co_await sleep_for(1s);
                    last_ended.set();
                });
                co_return;
            };
            co_await with_nursery(play);
            EXPECT_EQ(ended, 1);
        };
        co_await with_nursery(outer);
    };
    on_virtual_clock(body);
}

TEST(NurseryLifeTest, KeepsWhatABodyCapturedUntilItHasEndedAndNoLonger) {
    const auto body = []() -> Task<void> {
        auto held = std::make_shared<int>(1);
        const std::weak_ptr<int> watched = held;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([kept = std::move(held)]() -> Task<void> {
                co_await sleep_for(1s);
                EXPECT_EQ(*kept, 1);
            });
            co_await checkpoint();
            EXPECT_FALSE(watched.expired());
        };
        co_await with_nursery(play);
        EXPECT_TRUE(watched.expired());
    };
    on_virtual_clock(body);
}

TEST(NurseryLifeTest, AHundredThousandTasksStartAndEnd) {
    const auto body = []() -> Task<int> {
        int ended = 0;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            for (int i = 0; i < 100'000; ++i) {
                nursery.start_soon([&]() -> Task<void> {
                    ++ended;
                    co_return;
                });
            }
            co_return;
        };
        co_await with_nursery(play);
        co_return ended;
    };
    EXPECT_EQ(on_virtual_clock(body), 100'000);
}

TEST(NurseryDeathTest, DestroyingOneWithTasksInItIsABrokenInvariant) {
    const auto body = []() -> Task<void> {
        Nursery nursery;
        nursery.start_soon([]() -> Task<void> { co_await sleep_forever(); });
        co_return;
    };
    EXPECT_DEATH(on_virtual_clock(body), "destroyed when its tasks have ended");
}

}  // namespace
}  // namespace hangar::runtime
