// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/lock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

Task<void> hold(Lock& lock, os::Duration d, int who, std::vector<int>& order) {
    const auto guard = co_await lock.acquire();
    order.push_back(who);
    co_await sleep_for(d);
}

TEST(LockTest, IsHandedOverInTheOrderOfArrival) {
    const auto body = []() -> Task<std::vector<int>> {
        Lock lock;
        std::vector<int> order;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            for (int i = 1; i <= 4; ++i)
                nursery.start_soon([&, i] { return hold(lock, 1s, i, order); });
            co_return;
        };
        co_await with_nursery(play);
        EXPECT_FALSE(lock.held());
        co_return order;
    };
    EXPECT_THAT(on_virtual_clock(body), ElementsAre(1, 2, 3, 4));
}

TEST(LockTest, NobodyBargesInWhenItIsHandedOver) {
    const auto body = []() -> Task<std::vector<int>> {
        Lock lock;
        std::vector<int> order;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            {
                const auto guard = co_await lock.acquire();
                nursery.start_soon([&] { return hold(lock, 1s, 1, order); });
                co_await sleep_for(1s);
            }
            co_await hold(lock, 1s, 2, order);  // at once, while task 1 has not run yet
        };
        co_await with_nursery(play);
        co_return order;
    };
    EXPECT_THAT(on_virtual_clock(body), ElementsAre(1, 2));
}

TEST(LockTest, OneTaskAtATimeIsInside) {
    const auto body = []() -> Task<void> {
        Lock lock;
        int inside = 0;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            for (int i = 0; i < 10; ++i) {
                nursery.start_soon([&]() -> Task<void> {
                    for (int n = 0; n < 10; ++n) {
                        const auto guard = co_await lock.acquire();
                        ++inside;
                        co_await checkpoint();
                        EXPECT_EQ(inside, 1);
                        --inside;
                    }
                });
            }
            co_return;
        };
        co_await with_nursery(play);
    };
    for (std::uint64_t seed = 0; seed < 50; ++seed) on_virtual_clock(body, seed);
}

TEST(LockTest, AWaiterThatIsCancelledLeavesTheLine) {
    const auto body = []() -> Task<std::vector<int>> {
        Lock lock;
        std::vector<int> order;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&] { return hold(lock, 5s, 1, order); });
            nursery.start_soon([&]() -> Task<void> {
                const auto impatient = [&] { return hold(lock, 1s, 2, order); };
                const bool held = co_await move_on_after(1s, impatient);
                EXPECT_FALSE(held);
            });
            nursery.start_soon([&] { return hold(lock, 1s, 3, order); });
            co_return;
        };
        co_await with_nursery(play);
        EXPECT_FALSE(lock.held());
        co_return order;
    };
    EXPECT_THAT(on_virtual_clock(body), ElementsAre(1, 3));
}

TEST(LockTest, IsReleasedWhenItsHolderIsCancelledOrHandedItTooLate) {
    const auto body = []() -> Task<void> {
        Lock lock;
        std::vector<int> order;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&] { return hold(lock, 1h, 1, order); });
            nursery.start_soon([&] { return hold(lock, 1h, 2, order); });
            co_await sleep_for(1s);
            nursery.cancel();
        };
        co_await with_nursery(play);
        EXPECT_FALSE(lock.held());
    };
    for (std::uint64_t seed = 0; seed < 20; ++seed) on_virtual_clock(body, seed);
}

}  // namespace
}  // namespace hangar::runtime
