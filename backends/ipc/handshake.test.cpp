// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/handshake.hpp>

#include <gtest/gtest.h>

#include <hangar/backends/ipc/frame_parser.hpp>

namespace hangar::ipc {
namespace {

Identity identity_named(std::string name) {
    return {std::move(name), Uuid::random(), {4711, 12345}, "exec"};
}

SpawnSpec spec_named(std::string name) {
    SpawnSpec spec;
    spec.actor_name = std::move(name);
    return spec;
}

struct OwnedFrame {
    std::uint8_t kind = 0;
    Bytes payload;
    [[nodiscard]] FrameView view() const { return {kind, payload}; }
};

// What one side has written, as the one frame that every step of the handshake is.
OwnedFrame delivered(FrameWriter& from) {
    FrameParser parser;
    parser.feed(from.pending());
    from.consume(from.pending().size());
    const auto frame = parser.next().value();
    EXPECT_TRUE(frame.has_value());
    EXPECT_EQ(parser.buffered(), 0U);
    if (!frame) return {};
    return {frame->kind, Bytes(frame->payload.begin(), frame->payload.end())};
}

class HandshakeTest : public testing::Test {
  protected:
    ClientHandshake client(std::optional<Nonce> ticket) { return {secret_, client_, ticket}; }
    ServerHandshake server() { return {secret_, server_, tickets_}; }

    // The server's verdict on a client's hello; its answer is then in to_client_.
    Result<bool> hear(ServerHandshake& server, const OwnedFrame& frame) {
        return server.on_frame(frame.view(), to_client_);
    }
    OwnedFrame hello(ClientHandshake& client) {
        EXPECT_TRUE(client.start(to_server_).has_value());
        return delivered(to_server_);
    }

    Secret secret_ = Secret::generate().value();
    Identity client_ = identity_named("client");
    Identity server_ = identity_named("server");
    TicketBook tickets_;
    FrameWriter to_client_;
    FrameWriter to_server_;
};

TEST_F(HandshakeTest, AChildIsWelcomedInOneRoundTrip) {
    const auto ticket = tickets_.issue();
    auto c = client(ticket);
    auto s = server();
    ASSERT_TRUE(hear(s, hello(c)).value());
    EXPECT_EQ(s.peer(), client_);
    EXPECT_EQ(s.ticket(), ticket);
    EXPECT_EQ(tickets_.size(), 0U);

    ASSERT_TRUE(s.welcome(spec_named("child"), to_client_).has_value());
    ASSERT_TRUE(c.on_frame(delivered(to_client_).view(), to_server_).value());
    EXPECT_EQ(c.peer(), server_);
    EXPECT_EQ(c.spec(), spec_named("child"));
}

TEST_F(HandshakeTest, AnybodyElseAnswersAChallenge) {
    auto c = client(std::nullopt);
    auto s = server();
    ASSERT_FALSE(hear(s, hello(c)).value());
    ASSERT_FALSE(c.on_frame(delivered(to_client_).view(), to_server_).value());
    ASSERT_TRUE(hear(s, delivered(to_server_)).value());
    EXPECT_FALSE(s.ticket().has_value());
    ASSERT_TRUE(s.welcome(std::nullopt, to_client_).has_value());
    ASSERT_TRUE(c.on_frame(delivered(to_client_).view(), to_server_).value());
    EXPECT_EQ(c.peer(), server_);
    EXPECT_FALSE(c.spec().has_value());
}

TEST_F(HandshakeTest, AClientWithAnotherSecretIsToldSoAndUsesUpNoTicket) {
    const auto ticket = tickets_.issue();
    ClientHandshake c(Secret::generate().value(), client_, ticket);
    auto s = server();
    const auto heard = hear(s, hello(c));
    ASSERT_FALSE(heard.has_value());
    EXPECT_EQ(heard.error().code, ProtocolError::wrong_secret);
    EXPECT_EQ(tickets_.size(), 1U);

    const auto told = c.on_frame(delivered(to_client_).view(), to_server_);
    ASSERT_FALSE(told.has_value());
    EXPECT_EQ(told.error().message(),
              "wrong-secret: the peer refused: the client's proof does not verify");
}

TEST_F(HandshakeTest, AServerWithAnotherSecretIsNotBelieved) {
    auto c = client(std::nullopt);
    ASSERT_TRUE(c.start(to_server_).has_value());
    static_cast<void>(delivered(to_server_));
    ASSERT_TRUE(append_message(to_client_, Challenge{Nonce::random()}).has_value());
    ASSERT_FALSE(c.on_frame(delivered(to_client_).view(), to_server_).value());
    ASSERT_TRUE(append_message(to_client_, Welcome{server_, std::nullopt, {}}).has_value());
    const auto told = c.on_frame(delivered(to_client_).view(), to_server_);
    ASSERT_FALSE(told.has_value());
    EXPECT_EQ(told.error().code, ProtocolError::wrong_secret);
}

TEST_F(HandshakeTest, ARecordedHelloOpensNothing) {
    auto with_ticket = client(tickets_.issue());
    const auto recorded = hello(with_ticket);
    auto first = server();
    ASSERT_TRUE(hear(first, recorded).value());
    auto second = server();
    EXPECT_EQ(hear(second, recorded).error().code, ProtocolError::replayed);

    auto challenged = client(std::nullopt);
    auto third = server();
    static_cast<void>(delivered(to_client_));
    ASSERT_FALSE(hear(third, hello(challenged)).value());
    ASSERT_FALSE(challenged.on_frame(delivered(to_client_).view(), to_server_).value());
    const auto answer = delivered(to_server_);
    ASSERT_TRUE(hear(third, answer).value());
    auto fourth = server();
    EXPECT_EQ(hear(fourth, answer).error().code, ProtocolError::replayed);
}

TEST_F(HandshakeTest, ARecordedWelcomeProvesNothing) {
    auto c = client(tickets_.issue());
    auto s = server();
    ASSERT_TRUE(hear(s, hello(c)).value());
    ASSERT_TRUE(s.welcome(std::nullopt, to_client_).has_value());
    const auto recorded = delivered(to_client_);

    auto again = client(tickets_.issue());
    static_cast<void>(hello(again));
    EXPECT_EQ(again.on_frame(recorded.view(), to_server_).error().code,
              ProtocolError::wrong_secret);
}

TEST_F(HandshakeTest, ATamperedIdentityOrSpecIsNotBelieved) {
    auto c = client(tickets_.issue());
    auto s = server();
    auto said = decode<Hello>(hello(c).payload).value();
    said.identity.name = "somebody else";
    ASSERT_TRUE(append_message(to_server_, said).has_value());
    EXPECT_EQ(hear(s, delivered(to_server_)).error().code, ProtocolError::wrong_secret);
    static_cast<void>(delivered(to_client_));

    auto d = client(tickets_.issue());
    auto t = server();
    ASSERT_TRUE(hear(t, hello(d)).value());
    ASSERT_TRUE(t.welcome(spec_named("child"), to_client_).has_value());
    auto welcome = decode<Welcome>(delivered(to_client_).payload).value();
    welcome.spec = spec_named("changeling");
    ASSERT_TRUE(append_message(to_client_, welcome).has_value());
    EXPECT_EQ(d.on_frame(delivered(to_client_).view(), to_server_).error().code,
              ProtocolError::wrong_secret);
}

TEST_F(HandshakeTest, ARevokedTicketIsNoTicket) {
    const auto ticket = tickets_.issue();
    tickets_.revoke(ticket);
    auto c = client(ticket);
    auto s = server();
    EXPECT_EQ(hear(s, hello(c)).error().code, ProtocolError::replayed);
}

TEST_F(HandshakeTest, AnyOtherMessageEndsIt) {
    auto s = server();
    ASSERT_TRUE(append_message(to_server_, Knock{}).has_value());
    ASSERT_FALSE(hear(s, delivered(to_server_)).value());
    ASSERT_TRUE(append_message(to_server_, Knock{}).has_value());
    EXPECT_EQ(hear(s, delivered(to_server_)).error().code, ProtocolError::unexpected_message);
    auto t = server();
    EXPECT_EQ(hear(t, OwnedFrame{static_cast<std::uint8_t>(MessageKind::hello), {}}).error().code,
              ProtocolError::malformed_message);
}

}  // namespace
}  // namespace hangar::ipc
