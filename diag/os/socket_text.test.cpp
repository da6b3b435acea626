// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/socket_text.hpp>
#include <hangar/diag/os/sockets.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::os {
namespace {

TEST(SocketTextTest, ASocketIsDescribedByItsNameAndItsPeers) {
    const TempDir dir;
    const auto listener = listen_unix(dir.path("s"));
    EXPECT_EQ(describe_socket(listener->get()), "unix " + dir.path("s") + ", listening");
    const auto client = connect_unix(dir.path("s"));
    EXPECT_EQ(describe_socket(client->get()), "unix, peer " + dir.path("s"));
    const auto server = listen_loopback();
    const auto port = local_port(server->get()).value();
    EXPECT_EQ(describe_socket(server->get()), fmt::format("tcp 127.0.0.1:{}, listening", port));
}

TEST(SocketTextTest, WhatIsNoSocketHasNoText) {
    const auto pipe = make_pipe();
    EXPECT_EQ(describe_socket(pipe->first.get()), "");
    EXPECT_EQ(describe_socket(-1), "");
}

}  // namespace
}  // namespace hangar::os
