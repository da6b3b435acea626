// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/handshake.hpp>

namespace hangar::ipc {
namespace {

Mac client_proof(const Secret& secret, const Nonce& challenge, const Nonce& nonce,
                 const Identity& client) {
    return prove(secret, "hangar client", {challenge.bytes, nonce.bytes, encode(client)});
}

Mac server_proof(const Secret& secret, const Nonce& challenge, const Nonce& nonce,
                 const Identity& server, const std::optional<SpawnSpec>& spec) {
    return prove(secret, "hangar server",
                 {challenge.bytes, nonce.bytes, encode(server), encode(spec)});
}

template <class T>
tl::unexpected<Error> pass_on(Result<T>& result) {
    return tl::unexpected(std::move(result.error()));
}

bool is(const FrameView& frame, MessageKind kind) noexcept {
    return frame.kind == static_cast<std::uint8_t>(kind);
}

tl::unexpected<Error> refused(const FrameView& frame) {
    auto refusal = decode_message<Refusal>(frame);
    if (!refusal) return pass_on(refusal);
    return error(refusal->code, "the peer refused: " + refusal->detail);
}

}  // namespace

void append_refusal(FrameWriter& out, const Error& why) {
    // A refusal is small; should it not fit, the peer sees the stream close, which is a no as well.
    static_cast<void>(append_message(out, Refusal{why.code, why.detail}));
}

Nonce TicketBook::issue() {
    const auto ticket = Nonce::random();
    outstanding_.insert(ticket);
    return ticket;
}

bool TicketBook::redeem(const Nonce& ticket) {
    return outstanding_.erase(ticket) == 1;
}

Status ClientHandshake::start(FrameWriter& out) {
    nonce_ = Nonce::random();
    return ticket_ ? say_hello(out) : append_message(out, Knock{});
}

Status ClientHandshake::say_hello(FrameWriter& out) {
    return append_message(
        out, Hello{*ticket_, nonce_, self_, client_proof(secret_, *ticket_, nonce_, self_)});
}

Result<bool> ClientHandshake::on_frame(const FrameView& frame, FrameWriter& out) {
    if (is(frame, MessageKind::refusal)) return refused(frame);
    if (!ticket_) return on_challenge(frame, out);
    return on_welcome(frame);
}

Result<bool> ClientHandshake::on_challenge(const FrameView& frame, FrameWriter& out) {
    auto challenge = decode_message<Challenge>(frame);
    if (!challenge) return pass_on(challenge);
    ticket_ = challenge->nonce;
    return say_hello(out).map([] { return false; });
}

Result<bool> ClientHandshake::on_welcome(const FrameView& frame) {
    auto welcome = decode_message<Welcome>(frame);
    if (!welcome) return pass_on(welcome);
    const auto expected = server_proof(secret_, *ticket_, nonce_, welcome->identity, welcome->spec);
    if (!same(expected, welcome->proof))
        return error(ProtocolError::wrong_secret, "the server's proof does not verify");
    peer_ = std::move(welcome->identity);
    spec_ = std::move(welcome->spec);
    return true;
}

Result<bool> ServerHandshake::on_frame(const FrameView& frame, FrameWriter& out) {
    auto done = answer(frame, out);
    if (!done) append_refusal(out, done.error());
    return done;
}

Result<bool> ServerHandshake::answer(const FrameView& frame, FrameWriter& out) {
    if (is(frame, MessageKind::knock) && !challenge_) return on_knock(out);
    return on_hello(frame);
}

Result<bool> ServerHandshake::on_knock(FrameWriter& out) {
    challenge_ = Nonce::random();
    return append_message(out, Challenge{*challenge_}).map([] { return false; });
}

// The proof first: who cannot give it shall not use up a ticket.
Result<bool> ServerHandshake::on_hello(const FrameView& frame) {
    auto hello = decode_message<Hello>(frame);
    if (!hello) return pass_on(hello);
    const auto expected = client_proof(secret_, hello->challenge, hello->nonce, hello->identity);
    if (!same(expected, hello->proof))
        return error(ProtocolError::wrong_secret, "the client's proof does not verify");
    if (hello->challenge != challenge_) {
        if (!tickets_.redeem(hello->challenge))
            return error(ProtocolError::replayed, "the ticket was never issued, or is used up");
        ticket_ = hello->challenge;
    }
    answered_ = hello->challenge;
    client_nonce_ = hello->nonce;
    peer_ = std::move(hello->identity);
    return true;
}

Status ServerHandshake::welcome(const std::optional<SpawnSpec>& spec, FrameWriter& out) const {
    return append_message(
        out, Welcome{self_, spec, server_proof(secret_, answered_, client_nonce_, self_, spec)});
}

}  // namespace hangar::ipc
