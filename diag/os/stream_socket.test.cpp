// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/stream_socket.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cerrno>

#include <hangar/diag/os/sockets.hpp>

namespace hangar::os {
namespace {

constexpr std::array<std::byte, 3> abc{std::byte{'a'}, std::byte{'b'}, std::byte{'c'}};

TEST(StreamSocketTest, SendingToAPeerThatIsGoneIsAnErrorAndNoSignal) {
    auto pair = make_socketpair(true).value();
    pair.second.reset();
    EXPECT_EQ(send_some(pair.first.get(), abc).error().code, EPIPE);
}

TEST(StreamSocketTest, AFullSocketTakesNoMore) {
    const auto pair = make_socketpair(true).value();
    const std::vector<std::byte> block(64U << 10U);
    auto sent = send_some(pair.first.get(), block);
    while (sent) sent = send_some(pair.first.get(), block);
    EXPECT_EQ(sent.error().code, EAGAIN);
}

TEST(StreamSocketTest, AnEndOfSendingIsReadAfterWhatWasSent) {
    const auto pair = make_socketpair(true).value();
    ASSERT_EQ(send_some(pair.first.get(), abc).value(), abc.size());
    ASSERT_TRUE(shutdown_sending(pair.first.get()).has_value());
    std::array<std::byte, 8> into;
    EXPECT_EQ(read_some(pair.second.get(), into).value(), abc.size());
    EXPECT_EQ(read_some(pair.second.get(), into).value(), 0U);
}

TEST(StreamSocketTest, TcpConnectsOnBothFamilies) {
    for (const std::string host : {"127.0.0.1", "::1"}) {
        const auto listener = listen_tcp(host, 0);
        if (!listener && listener.error().code == EADDRNOTAVAIL) continue;  // no IPv6 here
        ASSERT_TRUE(listener.has_value()) << listener.error().message();
        const auto port = bound_port(listener->get()).value();
        const auto client = connect_tcp(host, port).value();
        ASSERT_TRUE(finish_connect(client.get(), Deadline::after(std::chrono::seconds(10))));
        ASSERT_TRUE(wait_readable(listener->get(), Deadline::after(std::chrono::seconds(10))));
        const auto server = accept_connection(listener->get()).value();
        EXPECT_TRUE(send_at_once(server.get()).has_value());
        EXPECT_EQ(send_some(client.get(), abc).value(), abc.size());
    }
}

TEST(StreamSocketTest, OnlyNumericHostsAreTaken) {
    EXPECT_EQ(listen_tcp("localhost", 0).error().code, EINVAL);
    EXPECT_EQ(connect_tcp("", 1).error().code, EINVAL);
}

TEST(StreamSocketTest, SendingAtOnceIsNothingSpecialOnAUnixSocket) {
    const auto pair = make_socketpair(true).value();
    EXPECT_TRUE(send_at_once(pair.first.get()).has_value());
}

}  // namespace
}  // namespace hangar::os
