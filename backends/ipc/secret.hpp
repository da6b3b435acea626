// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <span>
#include <string>
#include <string_view>

#include <hangar/backends/ipc/bytes.hpp>
#include <hangar/backends/ipc/codec.hpp>
#include <hangar/backends/ipc/protocol_error.hpp>

namespace hangar::ipc {

// From the system's generator; right after a fork, too.
void fill_random(std::span<std::byte> bytes);
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

// What every process of one run knows and nobody else: 32 random bytes, wiped when they go.
// A value; any thread. It crosses no channel; a child is given it by whoever spawns it.
class Secret {
  public:
    static constexpr std::size_t size = 32;

    [[nodiscard]] static Secret random();
    // Errors: `malformed_message` for anything but 64 hexadecimal digits; they are not repeated.
    [[nodiscard]] static Result<Secret> from_hex(std::string_view hex);
    Secret(const Secret&) = default;
    Secret& operator=(const Secret&) = default;
    ~Secret();

    [[nodiscard]] std::string hex() const { return to_hex(bytes_); }

    // Keyed BLAKE2b over the parts, each preceded by its length; `role` keeps a proof of one side
    // from being taken for one of the other's.
    [[nodiscard]] Mac prove(std::string_view role, std::initializer_list<BytesView> parts) const;

  private:
    Secret() = default;
    std::array<std::byte, size> bytes_{};
};

}  // namespace hangar::ipc
