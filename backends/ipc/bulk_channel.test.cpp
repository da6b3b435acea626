// SPDX-License-Identifier: Apache-2.0
// Messages that end in long bytes, over each transport: gathered with what is before and after
// them, however much of that the socket takes at a time.
#include <gtest/gtest.h>

#include <hangar/backends/ipc/ends.test.hpp>
#include <hangar/backends/ipc/messages.hpp>

namespace hangar::ipc {
namespace {

using namespace std::chrono_literals;
using runtime::Task;

CallResult long_result(CallId id, std::size_t size) {
    return {id, Bytes(size, static_cast<std::byte>(id))};
}

Task<void> send(FrameStream& stream, CallResult message) {
    auto sending = stream.send_bulk(message);
    co_await sending;
}

Task<CallResult> receive(FrameStream& stream) {
    auto receiving = stream.receive();
    const auto frame = co_await receiving;
    co_return decode_message<CallResult>(*frame).value();
}

class BulkChannelTest : public testing::TestWithParam<Transport> {
  protected:
    // Runs `send` and `receive`, one beside the other, on two fresh ends.
    template <class Send, class Receive>
    void with_ends(Send send, Receive receive, StreamOptions options = {}) {
        runtime::Loop loop;
        auto main = [&]() -> Task<void> {
            auto connecting = connect(GetParam(), options);
            auto ends = co_await std::move(connecting);
            auto sender = [&] { return send(ends.client.stream()); };
            auto both = [&](runtime::Nursery& nursery) -> Task<void> {
                nursery.start_soon(sender, "send");
                auto receiving = receive(ends.server.stream());
                co_await std::move(receiving);
            };
            auto work = [&] { return runtime::with_nursery(std::ref(both)); };
            auto bounded = runtime::fail_after(generous, std::ref(work));
            co_await std::move(bounded);
        };
        loop.run(main);
    }
};

INSTANTIATE_TEST_SUITE_P(Over, BulkChannelTest,
                         testing::Values(Transport::pair, Transport::uds, Transport::tcp),
                         [](const auto& cell) { return std::string(transport_key(cell.param)); });

constexpr std::size_t sizes[] = {10, 100'000, 5'000, 0, 64U << 10U, 1, 3'000'000, 4'096, 4'095};

TEST_P(BulkChannelTest, LongAndShortMessagesArriveInTheOrderOfTheirSends) {
    constexpr CallId rounds = 20;
    const auto sender = [](FrameStream& stream) -> Task<void> {
        CallId id = 0;
        for (CallId round = 0; round < rounds; ++round) {
            for (const std::size_t size : sizes) {
                auto sending = send(stream, long_result(++id, size));
                co_await std::move(sending);
            }
        }
    };
    const auto receiver = [](FrameStream& stream) -> Task<void> {
        CallId id = 0;
        for (CallId round = 0; round < rounds; ++round) {
            for (const std::size_t size : sizes) {
                auto receiving = receive(stream);
                const CallResult result = co_await std::move(receiving);
                EXPECT_EQ(result, long_result(++id, size)) << "message " << id << " of " << size;
            }
        }
    };
    with_ends(sender, receiver);
}

TEST_P(BulkChannelTest, ACancelledSendLeavesAChannelOfWholeFrames) {
    constexpr std::size_t beyond = 16U << 20U;  // more than a socket holds
    StreamOptions options;
    options.high_water = 1'000;
    runtime::Event cancelled;
    const auto sender = [&](FrameStream& stream) -> Task<void> {
        auto first = send(stream, long_result(1, beyond));
        co_await std::move(first);
        CallResult waits = long_result(2, beyond);
        const auto second = [&]() -> Task<void> {
            auto sending = stream.send_bulk(waits);
            co_await sending;
        };
        auto bounded = runtime::move_on_after(20ms, std::ref(second));
        EXPECT_FALSE(co_await std::move(bounded)) << "it waits for its turn";
        EXPECT_EQ(waits, long_result(2, beyond)) << "nothing was taken";
        cancelled.set();
        auto third = send(stream, long_result(3, 100'000));
        co_await std::move(third);
    };
    const auto receiver = [&](FrameStream& stream) -> Task<void> {
        auto waiting = cancelled.wait();
        co_await waiting;
        auto first = receive(stream);
        EXPECT_EQ(co_await std::move(first), long_result(1, beyond));
        auto third = receive(stream);
        EXPECT_EQ(co_await std::move(third), long_result(3, 100'000));
    };
    with_ends(sender, receiver, options);
}

TEST_P(BulkChannelTest, AnEndInTheMidstOfLongBytesIsATruncation) {
    constexpr std::size_t beyond = 16U << 20U;
    const auto sender = [](FrameStream& stream) -> Task<void> {
        auto sending = send(stream, long_result(1, beyond));
        co_await std::move(sending);
        EXPECT_GT(stream.outgoing().pending(), 0U) << "the socket does not hold it";
        stream.close({ProtocolError::closed, "gone"});
    };
    const auto receiver = [](FrameStream& stream) -> Task<void> {
        const auto body = [&]() -> Task<void> {
            auto receiving = receive(stream);
            static_cast<void>(co_await std::move(receiving));
        };
        auto failing = error_of(body);
        EXPECT_EQ((co_await std::move(failing)).code, ProtocolError::truncated);
    };
    with_ends(sender, receiver);
}

}  // namespace
}  // namespace hangar::ipc
