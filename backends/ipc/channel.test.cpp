// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/channel.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/backends/ipc/ends.test.hpp>
#include <hangar/backends/ipc/messages.hpp>
#include <hangar/backends/runtime/runtime.hpp>
#include <hangar/diag/os/stream_socket.hpp>

namespace hangar::ipc {
namespace {

using namespace std::chrono_literals;
using runtime::Task;

CallResult result_of(CallId id, std::size_t size = 3) {
    return {id, Bytes(size, static_cast<std::byte>(id))};
}

Task<Error> receive_error(FrameStream& stream) {
    auto body = [&]() -> Task<void> {
        auto receiving = stream.receive();
        co_await receiving;
    };
    auto failing = error_of(body);
    co_return co_await std::move(failing);
}

void send_raw(FrameStream& stream, std::string_view text) {
    ASSERT_EQ(os::send_some(stream.fd(), bytes_of(text)).value(), text.size());
}

class ChannelTest : public testing::TestWithParam<Transport> {
  protected:
    // Runs `body(client, server)` on two fresh ends.
    template <class Body>
    void with_ends(Body body, StreamOptions options = {}) {
        runtime::Loop loop;
        auto main = [&]() -> Task<void> {
            auto connecting = connect(GetParam(), options);
            auto ends = co_await std::move(connecting);
            auto work = [&]() -> Task<void> { return body(ends.client, ends.server); };
            auto bounded = runtime::fail_after(generous, std::ref(work));
            co_await std::move(bounded);
        };
        loop.run(main);
    }
};

INSTANTIATE_TEST_SUITE_P(Over, ChannelTest,
                         testing::Values(Transport::pair, Transport::uds, Transport::tcp),
                         [](const auto& cell) { return std::string(transport_key(cell.param)); });

TEST_P(ChannelTest, FramesArriveInOrderWithManyInOneRead) {
    with_ends([](Connection& client, Connection& server) -> Task<void> {
        for (CallId id = 0; id < 1000; ++id) {
            const auto message = result_of(id);
            EXPECT_TRUE(client.stream().try_send(message));
        }
        for (CallId id = 0; id < 1000; ++id) {
            auto receiving = server.stream().receive();
            const auto frame = co_await receiving;
            const auto message = decode_message<CallResult>(*frame);
            EXPECT_EQ(message.value(), result_of(id));
        }
    });
}

TEST_P(ChannelTest, LargeFramesCrossAndASlowReaderHoldsUpTheSender) {
    constexpr std::size_t size = 16U << 20U;  // more than a socket holds
    StreamOptions options;
    options.high_water = 1000;
    const auto body = [](Connection& client, Connection& server) -> Task<void> {
        int sent = 0;
        auto sender = [&]() -> Task<void> {
            for (CallId id = 0; id < 3; ++id) {
                const auto message = result_of(id, size);
                auto sending = client.stream().send(message);
                co_await sending;
                ++sent;
            }
        };
        auto receiver = [&](runtime::Nursery& nursery) -> Task<void> {
            nursery.start_soon(sender, "send");
            for (int i = 0; i < 10; ++i) co_await runtime::checkpoint();
            EXPECT_EQ(sent, 1) << "the first fits the buffer, the second waits";
            for (CallId id = 0; id < 3; ++id) {
                auto receiving = server.stream().receive();
                const auto frame = co_await receiving;
                const auto message = decode_message<CallResult>(*frame);
                EXPECT_EQ(message.value(), result_of(id, size));
            }
        };
        auto both = runtime::with_nursery(receiver);
        co_await std::move(both);
    };
    with_ends(body, options);
}

TEST_P(ChannelTest, WhatWasSentLeavesThoughNobodyAwaitsAnything) {
    with_ends([](Connection& client, Connection& server) -> Task<void> {
        const auto message = result_of(1, 4U << 20U);
        EXPECT_TRUE(client.stream().try_send(message));
        EXPECT_GT(client.stream().outgoing().pending(), 0U);
        auto receiving = server.stream().receive();
        const auto frame = co_await receiving;
        EXPECT_EQ(decode_message<CallResult>(*frame).value(), message);
        EXPECT_EQ(client.stream().outgoing().pending(), 0U);
    });
}

TEST_P(ChannelTest, AHalfThatHasFinishedSendingStillReceives) {
    with_ends([](Connection& client, Connection& server) -> Task<void> {
        const auto first = result_of(1);
        EXPECT_TRUE(client.stream().try_send(first));
        auto finishing = client.stream().finish_sending();
        co_await std::move(finishing);
        EXPECT_FALSE(client.stream().try_send(first));

        auto receiving = server.stream().receive();
        EXPECT_TRUE((co_await receiving).has_value());
        auto ending = server.stream().receive();
        EXPECT_FALSE((co_await ending).has_value());
        const auto answer = result_of(2);
        EXPECT_TRUE(server.stream().try_send(answer));
        auto answered = client.stream().receive();
        const auto frame = co_await answered;
        EXPECT_EQ(decode_message<CallResult>(*frame).value(), answer);
    });
}

TEST_P(ChannelTest, ClosingTellsWhoWaits) {
    with_ends([](Connection& client, Connection&) -> Task<void> {
        Error received;
        Error sent;
        auto receiver = [&]() -> Task<void> {
            auto failing = receive_error(client.stream());
            received = co_await std::move(failing);
        };
        const auto message = result_of(1, 16U << 20U);
        auto sender = [&]() -> Task<void> {
            auto sending = [&]() -> Task<void> {
                for (int i = 0; i < 2; ++i) {
                    auto one = client.stream().send(message);
                    co_await one;
                }
            };
            auto failing = error_of(sending);
            sent = co_await std::move(failing);
        };
        auto closer = [&](runtime::Nursery& nursery) -> Task<void> {
            nursery.start_soon(receiver, "receive");
            nursery.start_soon(sender, "send");
            for (int i = 0; i < 5; ++i) co_await runtime::checkpoint();
            client.stream().close({ProtocolError::refused, "enough"});
        };
        auto all = runtime::with_nursery(closer);
        co_await std::move(all);
        const Error enough{ProtocolError::refused, "enough"};
        EXPECT_EQ(received, enough);
        EXPECT_EQ(sent, enough);
        auto after = receive_error(client.stream());
        EXPECT_EQ(co_await std::move(after), enough) << "the reason stays";
    });
}

TEST_P(ChannelTest, ACancelledReceiveLosesNothing) {
    with_ends([](Connection& client, Connection& server) -> Task<void> {
        auto waiting = [&]() -> Task<void> {
            auto receiving = server.stream().receive();
            co_await receiving;
        };
        auto moved = runtime::move_on_after(1ms, std::ref(waiting));
        EXPECT_FALSE(co_await std::move(moved));
        const auto message = result_of(7);
        EXPECT_TRUE(client.stream().try_send(message));
        auto receiving = server.stream().receive();
        const auto frame = co_await receiving;
        EXPECT_EQ(decode_message<CallResult>(*frame).value(), message);
    });
}

TEST_P(ChannelTest, AMessageBeyondTheLimitHarmsNothingButItself) {
    StreamOptions options;
    options.max_payload = 100;
    const auto body = [](Connection& client, Connection& server) -> Task<void> {
        const auto large = result_of(1, 200);
        auto sending = [&]() -> Task<void> {
            auto one = client.stream().send(large);
            co_await one;
        };
        auto failing = error_of(sending);
        EXPECT_EQ((co_await std::move(failing)).code, ProtocolError::oversized);
        const auto small = result_of(2);
        auto one = client.stream().send(small);
        co_await one;
        auto receiving = server.stream().receive();
        const auto frame = co_await receiving;
        EXPECT_EQ(decode_message<CallResult>(*frame).value(), small);
    };
    with_ends(body, options);
}

struct Malformed {
    std::string bytes;
    ProtocolError code;
};

TEST_P(ChannelTest, AStreamThatBreaksTheProtocolIsClosedWithATypedError) {
    const std::vector<Malformed> cases{
        {"GET / HTTP/1.1\r\n\r\n", ProtocolError::garbage},
        {std::string("hg\x02\x11\xff\xff\xff\xff", 8), ProtocolError::oversized},
        {std::string("hg\x03\x11\0\0\0\0", 8), ProtocolError::wrong_version},
        {std::string("hg\x02\x11\0\0\0\x05xx", 10), ProtocolError::truncated},
        {"h", ProtocolError::truncated},
    };
    for (const auto& malformed : cases) {
        with_ends([&](Connection& client, Connection& server) -> Task<void> {
            const auto good = result_of(1);
            EXPECT_TRUE(client.stream().try_send(good));
            send_raw(client.stream(), malformed.bytes);
            EXPECT_TRUE(os::shutdown_sending(client.stream().fd()).has_value());
            auto receiving = server.stream().receive();
            EXPECT_TRUE((co_await receiving).has_value()) << "what came before is good";
            auto failing = receive_error(server.stream());
            EXPECT_EQ((co_await std::move(failing)).code, malformed.code);
            EXPECT_TRUE(server.stream().closed());
            auto again = receive_error(server.stream());
            EXPECT_EQ((co_await std::move(again)).code, malformed.code) << "the reason stays";
        });
    }
}

TEST_P(ChannelTest, APeerOfAnotherVersionIsToldOurs) {
    with_ends([](Connection& client, Connection& server) -> Task<void> {
        send_raw(client.stream(), std::string("hg\x03\x11\0\0\0\0", 8));
        auto failing = receive_error(server.stream());
        EXPECT_EQ((co_await std::move(failing)).code, ProtocolError::wrong_version);
        auto told = client.stream().receive();
        const auto frame = co_await told;
        EXPECT_EQ(frame->kind, 0) << "a header of ours";
    });
}

TEST_P(ChannelTest, APeerThatIsGoneIsALossForTheSenderAndAnEndForTheReceiver) {
    with_ends([](Connection& client, Connection& server) -> Task<void> {
        client.stream().close({ProtocolError::closed, "gone"});
        auto ending = server.stream().receive();
        EXPECT_FALSE((co_await ending).has_value());
        const auto message = result_of(1, 1000);
        bool sent = true;
        while (sent) {  // tcp tells with the second one
            sent = server.stream().try_send(message);
            co_await runtime::checkpoint();
        }
        EXPECT_EQ(server.stream().outgoing().ended()->code, ProtocolError::lost);
    });
}

}  // namespace
}  // namespace hangar::ipc
