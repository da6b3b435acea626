// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/frame.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include <hangar/backends/ipc/frame_parser.hpp>
#include <hangar/backends/ipc/frame_writer.hpp>

namespace hangar::ipc {
namespace {

using testing::HasSubstr;

struct Owned {
    std::uint8_t kind = 0;
    std::string payload;
    friend bool operator==(const Owned&, const Owned&) = default;
};

// Everything the parser gives now, and the error that ended it.
std::vector<Owned> take_all(FrameParser& parser, std::optional<Error>& failed) {
    std::vector<Owned> frames;
    for (;;) {
        const auto frame = parser.next();
        if (!frame) failed = frame.error();
        if (!frame || !*frame) return frames;
        frames.push_back({(*frame)->kind, std::string(text_of((*frame)->payload))});
    }
}

std::string stream_of(const std::vector<Owned>& frames) {
    FrameWriter writer;
    for (const auto& frame : frames)
        EXPECT_TRUE(writer.append(frame.kind, bytes_of(frame.payload)).has_value());
    return std::string(text_of(writer.pending()));
}

Error parse_error_of(std::string_view stream, std::size_t max_payload = default_max_payload) {
    FrameParser parser(max_payload);
    parser.feed(bytes_of(stream));
    std::optional<Error> failed;
    EXPECT_TRUE(take_all(parser, failed).empty());
    EXPECT_TRUE(failed.has_value());
    EXPECT_EQ(parser.next().error(), failed.value()) << "the first error stays";
    return failed.value_or(Error{});
}

const std::vector<Owned> some{{1, "one"}, {2, ""}, {255, std::string(70'000, 'x')}, {3, "three"}};

TEST(FrameTest, TheHeaderIsAsDocumented) {
    EXPECT_EQ(stream_of({{0x42, "abc"}}), std::string("hg\x02\x42\0\0\0\x03"
                                                      "abc",
                                                      11));
}

TEST(FrameTest, FramesComeOutAsTheyWentInHoweverTheStreamIsCut) {
    const auto stream = stream_of(some);
    std::mt19937 random(7);
    for (int round = 0; round < 50; ++round) {
        FrameParser parser;
        std::vector<Owned> frames;
        std::optional<Error> failed;
        const std::size_t most = round < 2 ? 1 + round : 1 + random() % 40'000;
        for (std::size_t at = 0; at < stream.size();) {
            const auto size = std::min(stream.size() - at, 1 + random() % most);
            parser.feed(bytes_of(std::string_view(stream).substr(at, size)));
            at += size;
            for (auto& frame : take_all(parser, failed)) frames.push_back(std::move(frame));
        }
        EXPECT_FALSE(failed.has_value());
        EXPECT_EQ(frames, some);
        EXPECT_EQ(parser.at_end().code, ProtocolError::closed);
    }
}

TEST(FrameTest, GarbageIsSeenAtItsFirstByte) {
    EXPECT_EQ(parse_error_of("G").code, ProtocolError::garbage);
    EXPECT_EQ(parse_error_of("hG").code, ProtocolError::garbage);
    EXPECT_EQ(parse_error_of("GET / HTTP/1.1\r\n").detail, "byte 0 of a frame is 0x47");
}

TEST(FrameTest, AnotherVersionIsSeenBeforeTheRestOfTheHeader) {
    const auto error = parse_error_of("hg\x03");
    EXPECT_EQ(error.code, ProtocolError::wrong_version);
    EXPECT_EQ(error.detail, "the peer speaks version 3, this is version 2");
}

TEST(FrameTest, AFrameBeyondTheLimitIsRefusedByItsHeader) {
    const auto stream = stream_of({{1, std::string(101, 'x')}});
    const auto error = parse_error_of(std::string_view(stream).substr(0, frame_header_size), 100);
    EXPECT_EQ(error.code, ProtocolError::oversized);
    EXPECT_EQ(error.detail, "a frame of 101 bytes, where 100 are allowed");
    EXPECT_EQ(parse_error_of(std::string("hg\x02\x01\xff\xff\xff\xff", 8)).code,
              ProtocolError::oversized);
}

TEST(FrameTest, TheLimitCanBeRaisedBetweenFrames) {
    FrameParser parser(3);
    parser.feed(bytes_of(stream_of({{1, "abc"}, {2, "abcdef"}})));
    EXPECT_TRUE(parser.next().value().has_value());
    parser.set_max_payload(6);
    EXPECT_TRUE(parser.next().value().has_value());
}

TEST(FrameTest, AnEndWithinAFrameIsATruncation) {
    const auto stream = stream_of({{1, "abc"}});
    for (std::size_t size = 1; size < stream.size(); ++size) {
        FrameParser parser;
        parser.feed(bytes_of(std::string_view(stream).substr(0, size)));
        EXPECT_FALSE(parser.next().value().has_value());
        EXPECT_EQ(parser.at_end().code, ProtocolError::truncated) << size;
    }
}

TEST(FrameTest, MemoryFollowsWhatCameNotWhatIsPromised) {
    FrameParser parser;
    parser.feed(bytes_of(std::string("hg\x02\x01\x03\xff\xff\xff", 8)));
    EXPECT_FALSE(parser.next().value().has_value());
    EXPECT_LE(parser.capacity(), 16U << 10U);
}

TEST(FrameTest, MemoryIsGivenBackAfterALargeFrame) {
    FrameParser parser;
    parser.feed(bytes_of(stream_of({{1, std::string(8U << 20U, 'x')}})));
    EXPECT_GT(parser.capacity(), 8U << 20U);
    EXPECT_TRUE(parser.next().value().has_value());
    static_cast<void>(parser.space());
    EXPECT_LE(parser.capacity(), 16U << 10U);
}

}  // namespace
}  // namespace hangar::ipc
