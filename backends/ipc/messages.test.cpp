// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/messages.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/backends/ipc/context_messages.hpp>
#include <hangar/backends/ipc/frame_parser.hpp>
#include <hangar/backends/ipc/handshake_messages.hpp>

namespace hangar::ipc {
namespace {

using namespace std::chrono_literals;

Identity worker_identity(std::string name) {
    return {std::move(name), Uuid::random(), {4711, 12345}, "fork_worker"};
}

RemoteErrorData group_of_two() {
    RemoteErrorData inner{ErrorShape::single,
                          "std::runtime_error",
                          "no",
                          worker_identity("child"),
                          "work",
                          "work.cpp",
                          42,
                          {},
                          {"#0 work", "#1 main"},
                          worker_identity("canceller")};
    return {ErrorShape::group,
            "hangar::runtime::ErrorGroup",
            "2 errors",
            worker_identity("parent"),
            "",
            "",
            0,
            {inner, inner},
            {},
            {}};
}

template <Message M>
void expect_crosses(const M& message) {
    FrameWriter writer;
    ASSERT_TRUE(append_message(writer, message).has_value());
    FrameParser parser;
    parser.feed(writer.pending());
    const auto frame = parser.next().value();
    ASSERT_TRUE(frame.has_value());
    EXPECT_EQ(kind_of(*frame).value(), M::kind);
    const auto decoded = decode_message<M>(*frame);
    ASSERT_TRUE(decoded.has_value()) << decoded.error().message();
    EXPECT_EQ(*decoded, message);
}

TEST(MessagesTest, EveryMessageCrosses) {
    expect_crosses(CallRequest{1, "add", "libx.so", 0x1234, encode_arguments(1, 2), 5ms});
    expect_crosses(CallResult{~CallId{0}, encode("value")});
    expect_crosses(CallFailure{3, group_of_two()});
    expect_crosses(CallCancel{4, "deadline"});
    expect_crosses(ActorCancel{"a sibling failed", worker_identity("root")});
    expect_crosses(ActorCancelAck{});
    expect_crosses(ActorExited{});
    expect_crosses(ActorExited{group_of_two()});
    expect_crosses(TasksRequest{6});
    expect_crosses(TasksReport{6, encode("an actor"), true});
}

TEST(MessagesTest, EveryMessageOfAContextCrosses) {
    const ContextId id{7, true};
    expect_crosses(ContextRequest{id, "serve", "", 0x99, encode_arguments("a"), {64, false}});
    expect_crosses(ContextStarted{{7, false}, encode(1), {0, true}});
    expect_crosses(ContextResult{id, encode("value")});
    expect_crosses(ContextFailure{id, group_of_two()});
    expect_crosses(ContextCancel{id, "left", worker_identity("root")});
    expect_crosses(StreamItem{id, encode(3.5)});
    expect_crosses(StreamCredit{id, 32});
    expect_crosses(StreamEnd{id, true});
}

TEST(MessagesTest, AFrameOfAnotherKindIsUnexpected) {
    const auto decoded = decode_message<CallResult>(
        FrameView{static_cast<std::uint8_t>(MessageKind::call_cancel), {}});
    ASSERT_FALSE(decoded.has_value());
    EXPECT_EQ(decoded.error().message(),
              "unexpected-message: a call-cancel where a call-result was expected");
}

TEST(MessagesTest, AnUnknownKindIsMalformed) {
    EXPECT_EQ(kind_of(FrameView{0xee, {}}).error().message(),
              "malformed-message: there is no message of kind 0xee");
    EXPECT_EQ(decode_message<CallResult>(FrameView{0xee, {}}).error().code,
              ProtocolError::malformed_message);
}

TEST(MessagesTest, AMalformedPayloadSaysWhere) {
    const auto payload = encode(std::tuple(1, "not a blob"));
    const auto decoded = decode_message<CallResult>(
        FrameView{static_cast<std::uint8_t>(MessageKind::call_result), payload});
    ASSERT_FALSE(decoded.has_value());
    EXPECT_EQ(decoded.error().message(),
              "malformed-message: call-result: member value: expected binary, found string");
}

TEST(MessagesTest, ASpawnSpecCrossesWithItsAddresses) {
    SpawnSpec spec;
    spec.actor_name = "child";
    spec.parent = {Address(UdsAddress{"/run/x.sock"})};
    spec.registrars = {Address(TcpAddress{"127.0.0.1", 4000})};
    spec.runtime_vars = {{"a", "b"}};
    spec.settings = {{"actor", encode(7)}};
    EXPECT_EQ(decode<SpawnSpec>(encode(spec)).value(), spec);
}

TEST(IdentityTest, UuidsAreRandomVersionFourAndReadable) {
    const auto uuid = Uuid::random();
    EXPECT_NE(uuid, Uuid::random());
    EXPECT_THAT(uuid.text(),
                testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                      "[0-9a-f]{12}"));
    EXPECT_EQ(worker_identity("a").text(), "a (pid 4711, fork_worker)");
}

}  // namespace
}  // namespace hangar::ipc
