// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_tcp.hpp>
#include <hangar/diag/os/sockets.hpp>

namespace hangar::os {
namespace {

TEST(ParseTcpTest, ReadsBothFamilies) {
    const auto v4 = parse_tcp_line(
        "   1: 0100007F:1F90 0200007F:0050 01 00000010:00000020 04:00000014 00000000  1000    0 "
        "4711 2 0000000000000000 20 4 30 10 -1");
    ASSERT_TRUE(v4);
    EXPECT_EQ(v4->local.text(), "127.0.0.1:8080");
    EXPECT_EQ(v4->remote.text(), "127.0.0.2:80");
    EXPECT_EQ(v4->state, TcpSocket::established);
    EXPECT_EQ(v4->send_queue, 0x10U);
    EXPECT_EQ(v4->receive_queue, 0x20U);
    EXPECT_TRUE(v4->probing);
    EXPECT_EQ(v4->inode, 4711U);
    const auto v6 = parse_tcp_line(
        "   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A "
        "00000000:00000003 00:00000000 00000000     0        0 8 1 0 100 0 0 10 0");
    ASSERT_TRUE(v6);
    EXPECT_EQ(v6->local.text(), "[::1]:8080");
    EXPECT_EQ(v6->state, TcpSocket::listen);
    EXPECT_EQ(v6->receive_queue, 3U);
    EXPECT_FALSE(v6->probing);
}

TEST(ParseTcpTest, AMappedAddressIsTheV4One) {
    const auto mapped = parse_tcp_line(
        "0: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:1F91 01 "
        "0:0 0:0 0 0 0 8");
    const auto plain = parse_tcp_line("0: 0100007F:1F91 0100007F:1F90 01 0:0 0:0 0 0 0 9");
    ASSERT_TRUE(mapped);
    ASSERT_TRUE(plain);
    EXPECT_EQ(mapped->local, plain->remote);
    EXPECT_EQ(mapped->remote, plain->local);
}

TEST(ParseTcpTest, RefusesWhatIsNone) {
    for (const auto* line : {"", "sl local_address rem_address", "0: 0100007F:1F90",
                             "0: X:1 X:2 01", "0: 0100007F:1F90 0100007F:1F90 01 0:0 0:0 0 0 0"})
        EXPECT_EQ(parse_tcp_line(line), std::nullopt) << line;
}

TEST(ReadTcpTest, ShowsBothEndsOfAConnection) {
    const auto listener = listen_loopback();
    ASSERT_THAT(listener, Succeeds());
    const auto port = local_port(listener->get());
    ASSERT_THAT(port, Succeeds());
    const auto client = connect_loopback(*port);
    ASSERT_THAT(client, Succeeds());
    ASSERT_THAT(finish_connect(client->get(), soon()), Succeeds());
    const auto sockets = ProcDir::open(::getpid()).and_then(read_tcp);
    ASSERT_THAT(sockets, Succeeds());
    const auto there = [&](unsigned state, std::uint16_t local, std::uint16_t remote) {
        return std::ranges::any_of(*sockets, [&](const TcpSocket& socket) {
            return socket.state == state && (local == 0 || socket.local.port == local) &&
                   (remote == 0 || socket.remote.port == remote);
        });
    };
    EXPECT_TRUE(there(TcpSocket::listen, *port, 0));
    EXPECT_TRUE(there(TcpSocket::established, *port, 0));
    EXPECT_TRUE(there(TcpSocket::established, 0, *port));
}

}  // namespace
}  // namespace hangar::os
