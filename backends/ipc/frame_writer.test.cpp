// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/frame_writer.hpp>

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

#include <hangar/backends/ipc/bulk_message.hpp>
#include <hangar/backends/ipc/context_messages.hpp>
#include <hangar/backends/ipc/messages.hpp>

namespace hangar::ipc {
namespace {

// Everything that waits, through at most `most` pieces at a time.
std::string all_of(const FrameWriter& writer, std::size_t most = 64) {
    std::vector<BytesView> pieces(most);
    std::string all;
    for (std::size_t i = 0, n = writer.gather(pieces); i < n; ++i) all += text_of(pieces[i]);
    return all;
}

std::string frame_of(std::uint8_t kind, std::string_view payload) {
    FrameWriter writer;
    EXPECT_TRUE(writer.append(kind, bytes_of(payload)).has_value());
    return all_of(writer);
}

Bytes owned(std::string_view text) {
    const auto bytes = bytes_of(text);
    return {bytes.begin(), bytes.end()};
}

Status append_in_two(FrameWriter& writer, std::uint8_t kind, const std::string& payload,
                     std::size_t front) {
    const auto fill = [&](Writer& out) {
        for (std::size_t i = 0; i < front; ++i) out.integer(std::uint64_t{0});
    };
    Bytes rest = owned(std::string_view(payload).substr(front));
    return writer.append_with(kind, fill, std::move(rest));
}

TEST(FrameWriterTest, ConsumingInPiecesGivesTheSameStream) {
    FrameWriter writer;
    std::mt19937 random(7);
    std::string sent;
    std::string expected;
    for (int i = 0; i < 3000; ++i) {
        const auto kind = static_cast<std::uint8_t>(i);
        const std::string payload(i % 300, '\0');
        expected += frame_of(kind, payload);
        const auto front = random() % (payload.size() + 1);
        const auto appended = i % 3 == 0 ? append_in_two(writer, kind, payload, front)
                                         : writer.append(kind, bytes_of(payload));
        EXPECT_TRUE(appended.has_value());
        const auto all = all_of(writer, 10'000);
        EXPECT_EQ(all.size(), writer.size());
        const auto size = std::min<std::size_t>(all.size(), random() % 300);
        sent += all.substr(0, size);
        writer.consume(size);
    }
    sent += all_of(writer, 10'000);
    EXPECT_EQ(sent, expected);
    writer.consume(writer.size());
    EXPECT_TRUE(writer.empty());
    EXPECT_TRUE(writer.pending().empty());
}

TEST(FrameWriterTest, AMessageBeyondTheLimitLeavesNoTrace) {
    FrameWriter writer(3);
    EXPECT_TRUE(writer.append(1, bytes_of("abc")).has_value());
    const auto refused = writer.append(2, bytes_of("abcd"));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ProtocolError::oversized);
    EXPECT_EQ(append_in_two(writer, 2, std::string(4, '\0'), 1).error().code,
              ProtocolError::oversized);
    EXPECT_EQ(all_of(writer), frame_of(1, "abc"));
}

TEST(FrameWriterTest, WhatIsMovedInIsNotCopiedAndLeavesInItsTurn) {
    FrameWriter writer;
    Bytes rest = owned("rest");
    const auto* const place = rest.data();
    EXPECT_TRUE(writer.append(1, bytes_of("before")).has_value());
    EXPECT_TRUE(writer
                    .append_with(
                        2, [](Writer&) {}, std::move(rest))
                    .has_value());
    EXPECT_TRUE(writer.append(3, bytes_of("after")).has_value());
    std::array<BytesView, 8> pieces;
    ASSERT_EQ(writer.gather(pieces), 3U);
    EXPECT_EQ(pieces[1].data(), place);
    EXPECT_EQ(all_of(writer), frame_of(1, "before") + frame_of(2, "rest") + frame_of(3, "after"));
    EXPECT_EQ(writer.gather(std::span(pieces).first(2)), 2U) << "no more than there is room for";
}

TEST(BulkMessageTest, ItsFrameIsTheSameAndLongBytesAreTaken) {
    for (const std::size_t size : {0UL, 10UL, worth_keeping - 1, worth_keeping, 300'000UL}) {
        const StreamItem item{{7, true}, Bytes(size, std::byte{'x'})};
        FrameWriter copied;
        ASSERT_TRUE(append_message(copied, item).has_value());
        FrameWriter moved;
        StreamItem given = item;
        ASSERT_TRUE(append_bulk(moved, given).has_value());
        EXPECT_EQ(all_of(moved), all_of(copied)) << size;
        EXPECT_EQ(given.value.empty(), size == 0 || size >= worth_keeping) << size;
    }
}

TEST(BulkMessageTest, OneThatIsTooLongKeepsItsBytes) {
    FrameWriter writer(5'000);
    CallResult result{1, Bytes(6'000)};
    EXPECT_EQ(append_bulk(writer, result).error().code, ProtocolError::oversized);
    EXPECT_EQ(result.value.size(), 6'000U);
    EXPECT_TRUE(writer.empty());
}

TEST(BulkMessageTest, OnlyAMessageThatEndsInBytesIsOne) {
    static_assert(BulkMessage<StreamItem> && BulkMessage<CallResult> && BulkMessage<ContextResult>);
    static_assert(!BulkMessage<StreamCredit> && !BulkMessage<CallRequest>);
    static_assert(!BulkMessage<ActorCancelAck>);
}

}  // namespace
}  // namespace hangar::ipc
