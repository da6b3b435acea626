// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/channel.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include <hangar/backends/runtime/loop_time.test.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/backends/runtime/virtual_clock.hpp>

namespace hangar::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

Task<void> send_all(Channel<int>& channel, int from, int to) {
    for (int i = from; i <= to; ++i) co_await channel.send(i);
}

Task<void> receive_all(Channel<int>& channel, std::vector<int>& received) {
    for (;;) {
        const auto value = co_await channel.receive();
        if (!value) co_return;
        received.push_back(*value);
    }
}

class ChannelOfCapacity : public testing::TestWithParam<std::size_t> {};

TEST_P(ChannelOfCapacity, DeliversEveryValueInOrderThenItsEnd) {
    const auto body = [capacity = GetParam()]() -> Task<std::vector<int>> {
        Channel<int> channel(capacity);
        std::vector<int> received;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&] { return receive_all(channel, received); });
            co_await send_all(channel, 1, 5);
            channel.close();
        };
        co_await with_nursery(play);
        co_return received;
    };
    for (std::uint64_t seed = 0; seed < 50; ++seed)
        EXPECT_THAT(on_virtual_clock(body, seed), ElementsAre(1, 2, 3, 4, 5)) << "seed " << seed;
}

TEST_P(ChannelOfCapacity, TakesAsManyAsItHoldsWithoutAReceiver) {
    const auto body = [capacity = GetParam()]() -> Task<void> {
        Channel<int> channel(capacity);
        std::size_t taken = 0;
        while (channel.try_send(1)) ++taken;
        EXPECT_EQ(taken, capacity);
        EXPECT_EQ(channel.size(), capacity);
        const auto send = [&]() -> Task<void> { co_await channel.send(2); };
        const bool sent = co_await move_on_after(1s, send);
        EXPECT_FALSE(sent);
        EXPECT_EQ(channel.size(), capacity);
    };
    on_virtual_clock(body);
}

INSTANTIATE_TEST_SUITE_P(Sizes, ChannelOfCapacity, testing::Values(0, 1, 2, 16));

TEST(ChannelTest, OfCapacityZeroReturnsFromSendWhenTheValueIsTaken) {
    const auto body = []() -> Task<void> {
        Channel<int> channel(0);
        const auto begin = now();
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&]() -> Task<void> {
                co_await sleep_for(2s);
                EXPECT_EQ(channel.try_receive(), 7);
            });
            co_await channel.send(7);
            EXPECT_EQ(now() - begin, 2s);
        };
        co_await with_nursery(play);
    };
    on_virtual_clock(body);
}

TEST(ChannelTest, AWaitingSenderMovesUpWhenAPlaceComesFree) {
    const auto body = []() -> Task<std::vector<int>> {
        Channel<int> channel(1);
        std::vector<int> received;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&] { return send_all(channel, 1, 3); });
            co_await sleep_for(1s);
            for (int i = 0; i < 3; ++i) {
                const auto value = channel.try_receive();
                if (value) received.push_back(*value);
                co_await checkpoint();
            }
        };
        co_await with_nursery(play);
        co_return received;
    };
    EXPECT_THAT(on_virtual_clock(body), ElementsAre(1, 2, 3));
}

TEST(ChannelTest, WhatWasSentBeforeTheCloseIsStillReceived) {
    const auto body = []() -> Task<std::vector<int>> {
        Channel<int> channel(3);
        co_await send_all(channel, 1, 3);
        channel.close();
        channel.close();
        EXPECT_FALSE(channel.try_send(4));
        std::vector<int> received;
        co_await receive_all(channel, received);
        co_return received;
    };
    EXPECT_THAT(on_virtual_clock(body), ElementsAre(1, 2, 3));
}

TEST(ChannelTest, RefusesSendersOnceItIsClosed) {
    const auto body = []() -> Task<void> {
        Channel<int> channel(0);
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon(
                [&]() -> Task<void> { EXPECT_THROW(co_await channel.send(1), ChannelClosed); });
            co_await sleep_for(1s);
            channel.close();
            EXPECT_THROW(co_await channel.send(2), ChannelClosed);
        };
        co_await with_nursery(play);
    };
    on_virtual_clock(body);
}

TEST(ChannelTest, WakesWaitingReceiversWhenItIsClosed) {
    const auto body = []() -> Task<void> {
        Channel<int> channel(1);
        const auto play = [&](Nursery& nursery) -> Task<void> {
            for (int i = 0; i < 2; ++i) {
                nursery.start_soon([&]() -> Task<void> {
                    const auto value = co_await channel.receive();
                    EXPECT_FALSE(value.has_value());
                });
            }
            co_await sleep_for(1s);
            channel.close();
        };
        co_await with_nursery(play);
    };
    on_virtual_clock(body);
}

TEST(ChannelTest, ACancelledReceiverTakesNothingWithIt) {
    const auto body = []() -> Task<void> {
        Channel<int> channel(0);
        const auto play = [&](Nursery& nursery) -> Task<void> {
            const auto receive = [&]() -> Task<void> {
                static_cast<void>(co_await channel.receive());
            };
            nursery.start_soon([&]() -> Task<void> {
                const bool received = co_await move_on_after(1s, receive);
                EXPECT_FALSE(received);
            });
            co_await sleep_for(2s);
            EXPECT_FALSE(channel.try_send(7));  // nobody is there
        };
        co_await with_nursery(play);
    };
    on_virtual_clock(body);
}

TEST(ChannelTest, AReceiverThatGotAValueBeforeItWasCancelledKeepsIt) {
    const auto body = []() -> Task<void> {
        Channel<int> channel(0);
        int received = 0;
        const auto play = [&](Nursery& nursery) -> Task<void> {
            nursery.start_soon([&]() -> Task<void> {
                const auto value = co_await channel.receive();
                received = value.value_or(-1);
                co_await checkpoint();
                received = -2;
            });
            co_await sleep_for(1s);
            EXPECT_TRUE(channel.try_send(7));
            nursery.cancel();
        };
        co_await with_nursery(play);
        EXPECT_EQ(received, 7);
    };
    on_virtual_clock(body);
}

TEST(ChannelTest, ACancelledSenderLeavesNothingBehind) {
    const auto body = []() -> Task<void> {
        Channel<int> channel(0);
        const auto send = [&]() -> Task<void> { co_await channel.send(7); };
        const bool sent = co_await move_on_after(1s, send);
        EXPECT_FALSE(sent);
        EXPECT_FALSE(channel.try_receive().has_value());
    };
    on_virtual_clock(body);
}

TEST(ChannelTest, CarriesWhatCannotBeCopied) {
    const auto body = []() -> Task<std::string> {
        Channel<std::unique_ptr<std::string>> channel(1);
        co_await channel.send(std::make_unique<std::string>("boxed"));
        auto value = co_await channel.receive();
        co_return **value;
    };
    EXPECT_EQ(on_virtual_clock(body), "boxed");
}

}  // namespace
}  // namespace hangar::runtime
