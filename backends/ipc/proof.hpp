// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <initializer_list>
#include <string>
#include <string_view>

#include <hangar/backends/ipc/bytes.hpp>
#include <hangar/backends/ipc/codec.hpp>
#include <hangar/backends/ipc/protocol_error.hpp>
#include <hangar/diag/os/random.hpp>

namespace hangar::ipc {

// What every process of one run knows and nobody else. It crosses no channel: a child is given it
// by whoever spawns it.
using os::Secret;

[[nodiscard]] std::string to_hex(BytesView bytes);

// A number used once: a challenge, a spawn's ticket, a peer's contribution to the proofs.
// A value; any thread.
struct Nonce {
    std::array<std::byte, 16> bytes{};

    [[nodiscard]] static Nonce random();
    [[nodiscard]] static Result<Nonce> from_hex(std::string_view hex);
    [[nodiscard]] std::string hex() const { return to_hex(bytes); }
    friend auto operator<=>(const Nonce&, const Nonce&) = default;
};
HANGAR_SERIALIZE(Nonce, bytes);

// A proof that somebody knows the secret. Compare with same(), which takes the same time always.
struct Mac {
    std::array<std::byte, 32> bytes{};
};
HANGAR_SERIALIZE(Mac, bytes);
[[nodiscard]] bool same(const Mac& a, const Mac& b) noexcept;

// Keyed BLAKE2b over the parts, each preceded by its length; `role` keeps a proof of one side from
// being taken for one of the other's. Any thread.
[[nodiscard]] Mac prove(const Secret& secret, std::string_view role,
                        std::initializer_list<BytesView> parts);

}  // namespace hangar::ipc
