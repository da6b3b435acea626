// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>

#include <hangar/backends/ipc/frame_writer.hpp>
#include <hangar/backends/ipc/handshake_messages.hpp>

// How two processes of a run find out that they are. Sans-io: frames in, frames out.
//
//   a child, one round trip                    anybody else, two
//   client                  server             client                  server
//     hello(ticket, ...) ->                      knock ->
//                        <- welcome                                   <- challenge(c)
//                                                hello(c, ...) ->
//                                                                     <- welcome
//
// Both know the run's secret K, which never crosses the wire. With T the ticket or challenge,
// N the client's nonce, and identities and spec in their encoded form:
//
//   hello.proof   = BLAKE2b(K, "hangar client" | T | N | client identity)
//   welcome.proof = BLAKE2b(K, "hangar server" | T | N | server identity | spec)
//
// each part with its length. The version is in every frame's header and is checked before
// anything else. T is the server's, random and used once: an issued ticket is redeemed by the
// first hello that proves it, a challenge belongs to its connection; so a recorded hello opens
// nothing. N is the client's: a recorded welcome proves nothing to it. The roles differ, so that a
// proof cannot be sent back to whoever made it. A peer is told why it is refused, for all that can
// tell it is that it does not know K.
// The scheme authenticates the beginning of a stream on one machine; it encrypts nothing.
namespace hangar::ipc {

// Before a peer has proved itself its frames are small.
inline constexpr std::size_t max_hello_payload = 64U << 10U;

// The tickets that are out. Belongs to one loop.
class TicketBook {
  public:
    [[nodiscard]] Nonce issue();       // for one child: it travels with its spawn
    bool redeem(const Nonce& ticket);  // whether it was out; it no longer is
    void revoke(const Nonce& ticket) { outstanding_.erase(ticket); }  // the child died unborn
    [[nodiscard]] std::size_t size() const noexcept { return outstanding_.size(); }

  private:
    std::set<Nonce> outstanding_;
};

// The dialling side. start(), then on_frame() until it says true: peer() and spec() are proved.
class ClientHandshake {
  public:
    ClientHandshake(const Secret& secret, Identity self, std::optional<Nonce> ticket)
        : secret_(secret), self_(std::move(self)), ticket_(ticket) {}

    Status start(FrameWriter& out);
    // Whether the handshake is done. Errors end it: `wrong_secret`, `unexpected_message`,
    // `malformed_message`, or the server's refusal with its code.
    Result<bool> on_frame(const FrameView& frame, FrameWriter& out);

    [[nodiscard]] const Identity& peer() const noexcept { return peer_; }
    [[nodiscard]] const std::optional<SpawnSpec>& spec() const noexcept { return spec_; }

  private:
    Status say_hello(FrameWriter& out);
    Result<bool> on_challenge(const FrameView& frame, FrameWriter& out);
    Result<bool> on_welcome(const FrameView& frame);

    Secret secret_;
    Identity self_;
    std::optional<Nonce> ticket_;
    Nonce nonce_;
    Identity peer_;
    std::optional<SpawnSpec> spec_;
};

// The accepting side. on_frame() until it says true: peer() is proved and ticket() says which
// spawn it is; then welcome() it. `tickets` is borrowed.
class ServerHandshake {
  public:
    ServerHandshake(const Secret& secret, Identity self, TicketBook& tickets)
        : secret_(secret), self_(std::move(self)), tickets_(tickets) {}

    // Errors end it; the refusal is in `out` then, to be sent before the stream is closed.
    Result<bool> on_frame(const FrameView& frame, FrameWriter& out);
    // Errors: `oversized` for a spec beyond the frame limit.
    Status welcome(const std::optional<SpawnSpec>& spec, FrameWriter& out) const;

    [[nodiscard]] const Identity& peer() const noexcept { return peer_; }
    [[nodiscard]] const std::optional<Nonce>& ticket() const noexcept { return ticket_; }

  private:
    Result<bool> answer(const FrameView& frame, FrameWriter& out);
    Result<bool> on_knock(FrameWriter& out);
    Result<bool> on_hello(const FrameView& frame);

    Secret secret_;
    Identity self_;
    TicketBook& tickets_;
    std::optional<Nonce> challenge_;
    Nonce answered_;  // the challenge or ticket that the hello answered
    Nonce client_nonce_;
    Identity peer_;
    std::optional<Nonce> ticket_;
};

// Tells a peer why; for errors found before the handshake could (a version, credentials).
void append_refusal(FrameWriter& out, const Error& why);

}  // namespace hangar::ipc
