// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/backends/actor/actor_nursery.hpp>
#include <hangar/backends/actor/broadcast.hpp>
#include <hangar/backends/actor/callee.hpp>
#include <hangar/backends/actor/root.hpp>
#include <hangar/backends/runtime/runtime.hpp>

namespace hangar::actor {
namespace {

using runtime::Task;
using testing::ElementsAre;

template <class S>
Task<std::vector<int>> receive_all(S subscription) {
    std::vector<int> values;
    for (;;) {
        const auto value = co_await subscription.receive();
        if (!value) co_return values;
        values.push_back(*value);
    }
}

template <class F>
void on_loop(F body) {
    runtime::Loop loop;
    loop.run([&]() -> Task<void> { return body(); });
}

TEST(BroadcastTest, EachSubscriberGetsWhatComesFromThenOn) {
    on_loop([]() -> Task<void> {
        Broadcast<int> broadcast;
        const auto early = broadcast.subscribe();
        broadcast.publish(1);
        const auto late = broadcast.subscribe();
        broadcast.publish(2);
        broadcast.end(nullptr);
        const std::vector<int> all = co_await receive_all(early);
        const std::vector<int> rest = co_await receive_all(late);
        EXPECT_THAT(all, ElementsAre(1, 2));
        EXPECT_THAT(rest, ElementsAre(2));
    });
}

TEST(BroadcastTest, ASlowSubscriberIsToldWhatItHasLostAndHoldsUpNobody) {
    on_loop([]() -> Task<void> {
        Broadcast<int> broadcast(2);
        const auto slow = broadcast.subscribe();
        const auto quick = broadcast.subscribe();
        for (int i = 0; i < 5; ++i) {
            broadcast.publish(i);
            const auto value = co_await quick.receive();
            EXPECT_EQ(value, i);
        }
        std::uint64_t lost = 0;
        try {
            static_cast<void>(co_await slow.receive());
        } catch (const SubscriberLagged& e) {
            lost = e.lost();
        }
        EXPECT_EQ(lost, 3U);
        broadcast.end(nullptr);
        const std::vector<int> rest = co_await receive_all(slow);
        EXPECT_THAT(rest, ElementsAre(3, 4));
    });
}

TEST(BroadcastTest, OneThatHasGoneIsForgotten) {
    Broadcast<int> broadcast(1);
    {
        const auto subscription = broadcast.subscribe();
        EXPECT_EQ(broadcast.subscribers(), 1U);
    }
    broadcast.publish(1);
    EXPECT_EQ(broadcast.subscribers(), 0U);
}

TEST(BroadcastTest, AnErrorReachesEverySubscriberAfterWhatCameBefore) {
    on_loop([]() -> Task<void> {
        Broadcast<int> broadcast;
        const auto subscription = broadcast.subscribe();
        broadcast.publish(7);
        broadcast.end(std::make_exception_ptr(std::out_of_range("the stream's")));
        const auto value = co_await subscription.receive();
        EXPECT_EQ(value, 7);
        std::vector subscriptions{subscription};
        subscriptions.push_back(broadcast.subscribe());
        for (const auto& each : subscriptions) {
            bool thrown = false;
            try {
                static_cast<void>(co_await each.receive());
            } catch (const std::out_of_range&) {
                thrown = true;
            }
            EXPECT_TRUE(thrown);
        }
    });
}

Task<void> count_to(Callee<void, int> caller, int limit) {
    co_await caller.started();
    const auto stream = caller.open_stream();
    for (int i = 0; i < limit; ++i) co_await stream.send(i);
}

TEST(BroadcastTest, AStreamOfAnotherActorReachesSeveralTasks) {
    TreeOptions options;
    options.backend = "thread";
    run_root(options, []() -> Task<void> {
        auto nursery = co_await open_nursery();
        const Portal child = co_await nursery.start_actor("child");
        auto context = co_await child.open_context<&count_to>(3);
        Broadcast<int> broadcast;
        std::vector<std::vector<int>> received(2);
        auto all = [&](runtime::Nursery& tasks) -> Task<void> {
            for (auto& values : received) {
                const auto subscription = broadcast.subscribe();
                tasks.start_soon([&values, subscription]() -> Task<void> {
                    values = co_await receive_all(subscription);
                });
            }
            tasks.start_soon([&] { return broadcast.pump(context.open_stream()); });
            co_return;
        };
        auto running = runtime::with_nursery(std::ref(all));
        co_await std::move(running);
        EXPECT_THAT(received, ElementsAre(ElementsAre(0, 1, 2), ElementsAre(0, 1, 2)));
    });
}

}  // namespace
}  // namespace hangar::actor
