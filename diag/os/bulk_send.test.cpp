// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/bulk_send.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/sockets.hpp>

namespace hangar::os {
namespace {

using Pieces = std::vector<std::span<const std::byte>>;

std::span<const std::byte> piece(std::string_view text) {
    return std::as_bytes(std::span(text));
}

std::string all_of(int fd) {
    std::array<char, 4096> into;
    const auto n = read_some(fd, std::as_writable_bytes(std::span(into))).value();
    return {into.data(), n};
}

// How much fits before the socket is full, nobody reading.
std::size_t room_of(int socket) {
    const std::string block(16U << 10U, 'x');
    std::size_t taken = 0;
    for (;;) {
        const auto sent = send_gathered(socket, Pieces{piece(block)});
        if (!sent) return taken;
        taken += *sent;
    }
}

TEST(BulkSendTest, PiecesArriveAsOne) {
    const auto pair = make_socketpair(true).value();
    const Pieces pieces{piece("one "), piece(""), piece("and "), piece("two")};
    EXPECT_EQ(send_gathered(pair.first.get(), pieces).value(), 11U);
    EXPECT_EQ(all_of(pair.second.get()), "one and two");
}

TEST(BulkSendTest, ManyPiecesArriveInOrderToo) {
    const auto pair = make_socketpair(true).value();
    const std::string digits = "0123456789";
    Pieces pieces;
    std::string expected;
    for (std::size_t i = 0; i < 100; ++i) {
        pieces.push_back(piece(std::string_view(digits).substr(i % 10, 1)));
        expected += digits[i % 10];
    }
    EXPECT_EQ(send_gathered(pair.first.get(), pieces).value(), 100U);
    EXPECT_EQ(all_of(pair.second.get()), expected);
    const Pieces beyond(2000, piece("x"));
    EXPECT_EQ(send_gathered(pair.first.get(), beyond).error().code, EMSGSIZE);
}

TEST(BulkSendTest, APeerThatIsGoneIsAnErrorAndNoSignal) {
    auto pair = make_socketpair(true).value();
    pair.second.reset();
    EXPECT_EQ(send_gathered(pair.first.get(), Pieces{piece("abc")}).error().code, EPIPE);
}

TEST(BulkSendTest, AFullSocketTakesNoMoreAndALargerBufferTakesMore) {
    const auto small = make_socketpair(true).value();
    const auto large = make_socketpair(true).value();
    ASSERT_TRUE(set_send_buffer(small.first.get(), 32U << 10U).has_value());
    ASSERT_TRUE(set_send_buffer(large.first.get(), 128U << 10U).has_value());
    const auto fits = room_of(small.first.get());
    EXPECT_GE(fits, 16U << 10U);
    EXPECT_GT(room_of(large.first.get()), 2 * fits);
    EXPECT_EQ(send_gathered(small.first.get(), Pieces{piece("x")}).error().code, EAGAIN);
}

TEST(BulkSendTest, WhatIsNoSocketSaysSo) {
    EXPECT_EQ(send_gathered(-1, Pieces{piece("x")}).error().code, EBADF);
    EXPECT_EQ(set_send_buffer(-1, 1).error().code, EBADF);
}

}  // namespace
}  // namespace hangar::os
