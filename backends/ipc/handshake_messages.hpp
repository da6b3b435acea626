// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <hangar/backends/ipc/identity.hpp>
#include <hangar/backends/ipc/message.hpp>
#include <hangar/backends/ipc/proof.hpp>
#include <hangar/backends/ipc/spawn_spec.hpp>

// The messages of the handshake; handshake.hpp says what they prove.
namespace hangar::ipc {

// Client: I have no ticket, give me a challenge.
struct Knock {
    static constexpr auto kind = MessageKind::knock;
};
HANGAR_SERIALIZE(Knock);

struct Challenge {
    static constexpr auto kind = MessageKind::challenge;
    Nonce nonce;
};
HANGAR_SERIALIZE(Challenge, nonce);

struct Hello {
    static constexpr auto kind = MessageKind::hello;
    Nonce challenge;  // the spawn's ticket, or the server's challenge
    Nonce nonce;      // the client's own
    Identity identity;
    Mac proof;
};
HANGAR_SERIALIZE(Hello, challenge, nonce, identity, proof);

struct Welcome {
    static constexpr auto kind = MessageKind::welcome;
    Identity identity;
    std::optional<SpawnSpec> spec;  // for a child
    Mac proof;
};
HANGAR_SERIALIZE(Welcome, identity, spec, proof);

// The server's no, before it closes.
struct Refusal {
    static constexpr auto kind = MessageKind::refusal;
    ProtocolError code = ProtocolError::refused;
    std::string detail;
};
HANGAR_SERIALIZE(Refusal, code, detail);

}  // namespace hangar::ipc
