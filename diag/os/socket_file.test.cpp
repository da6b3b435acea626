// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/socket_file.hpp>
#include <hangar/diag/os/sockets.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::os {
namespace {

Fd bind_only(int type, const std::string& path) {
    Fd socket(::socket(AF_UNIX, type | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    return socket;
}

class SocketFileTest : public testing::Test {
  protected:
    [[nodiscard]] std::string path() const { return dir_.path("s.sock"); }
    // The errno, or 0 for no, 1 for yes.
    [[nodiscard]] int bound() const {
        const auto verdict = is_bound(dir_.fd(), "s.sock");
        return verdict ? static_cast<int>(*verdict) : verdict.error().code;
    }

    TempDir dir_;
};

TEST_F(SocketFileTest, OneIsBoundAsLongAsItsSocketLives) {
    for (const int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}) {
        auto socket = bind_only(type, path());
        EXPECT_EQ(bound(), 1) << type;
        socket.reset();
        EXPECT_EQ(bound(), 0) << type;
        EXPECT_EQ(::unlink(path().c_str()), 0);
    }
}

TEST_F(SocketFileTest, AListenerIsNotTroubledByTheQuestion) {
    const auto listener = listen_unix(path());
    ASSERT_TRUE(listener.has_value());
    EXPECT_EQ(bound(), 1);
    const auto came = accept_connection(listener->get());
    ASSERT_FALSE(came.has_value());
    EXPECT_EQ(came.error().code, EAGAIN);
}

TEST_F(SocketFileTest, WhatIsNoSocketIsAnError) {
    EXPECT_EQ(bound(), ENOENT);
    ASSERT_TRUE(open_file(AT_FDCWD, path(), O_RDWR | O_CREAT).has_value());
    EXPECT_EQ(bound(), ENOTSOCK);
}

}  // namespace
}  // namespace hangar::os
