// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/event.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

TEST(EventTest, WakesAllWhoWaitInTheirOrder) {
    const auto body = []() -> Task<std::vector<int>> {
        Event event;
        std::vector<int> woken;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            for (int i = 1; i <= 3; ++i) {
                nursery.start_soon([&, i]() -> Task<void> {
                    co_await event.wait();
                    woken.push_back(i);
                });
            }
            co_await sleep_for(1s);
            EXPECT_TRUE(woken.empty());
            event.set();
        };
        co_await with_nursery(play);
        co_return woken;
    };
    EXPECT_THAT(on_virtual_clock(body), ElementsAre(1, 2, 3));
}

TEST(EventTest, WhoComesLaterDoesNotWait) {
    const auto body = []() -> Task<void> {
        Event event;
        event.set();
        event.set();
        EXPECT_TRUE(event.is_set());
        co_await event.wait();
    };
    on_virtual_clock(body);
}

TEST(EventTest, AWaiterThatIsCancelledLeavesTheLineFromAnywhereInIt) {
    const auto body = []() -> Task<std::vector<int>> {
        Event event;
        std::vector<int> woken;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            for (int i = 1; i <= 5; ++i) {
                nursery.start_soon([&, i]() -> Task<void> {
                    const auto wait = [&]() -> Task<void> { co_await event.wait(); };
                    const os::Duration patience = i % 2 == 0 ? os::Duration(1h) : i * 1s;
                    const bool in_time = co_await move_on_after(patience, wait);
                    woken.push_back(in_time ? i : -i);
                });
            }
            co_await sleep_for(4s);
            event.set();
        };
        co_await with_nursery(play);
        co_return woken;
    };
    EXPECT_THAT(on_virtual_clock(body), ElementsAre(-1, -3, 2, 4, 5));
}

TEST(EventDeathTest, DestroyingOneThatATaskWaitsForIsABrokenInvariant) {
    const auto body = []() -> Task<void> {
        auto event = std::make_unique<Event>();
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&]() -> Task<void> { co_await event->wait(); });
            co_await checkpoint();
            event.reset();
        };
        co_await with_nursery(play);
    };
    EXPECT_DEATH(on_virtual_clock(body), "outlives their wait");
}

}  // namespace
}  // namespace hangar::runtime
