// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/proof.hpp>

#include <sodium.h>

#include <hangar/diag/os/invariant.hpp>

namespace hangar::ipc {
namespace {

const unsigned char* raw(const std::byte* bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes);
}

unsigned char* raw(std::byte* bytes) noexcept {
    return reinterpret_cast<unsigned char*>(bytes);
}

// libsodium wants to be started once; it fails only where there is no randomness at all.
void require_sodium() {
    static const bool started = sodium_init() >= 0;
    os::require(started, "libsodium starts");
}

// A hash under construction.
class Hash {
  public:
    explicit Hash(std::span<const std::byte, Secret::size> key) {
        crypto_generichash_init(&state_, raw(key.data()), key.size(), sizeof(Mac::bytes));
    }
    void add(BytesView part) {
        std::array<std::byte, 8> length;
        for (std::size_t i = 0; i < length.size(); ++i)
            length[i] = static_cast<std::byte>(part.size() >> (8 * i));
        update(length);
        update(part);
    }
    Mac finish() {
        Mac mac;
        crypto_generichash_final(&state_, raw(mac.bytes.data()), mac.bytes.size());
        return mac;
    }

  private:
    void update(BytesView bytes) {
        crypto_generichash_update(&state_, raw(bytes.data()), bytes.size());
    }
    crypto_generichash_state state_{};
};

}  // namespace

std::string to_hex(BytesView bytes) {
    std::string hex(2 * bytes.size() + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), raw(bytes.data()), bytes.size());
    hex.pop_back();
    return hex;
}

Nonce Nonce::random() {
    Nonce nonce;
    os::require(os::fill_random(nonce.bytes).has_value(), "the kernel has random bytes");
    return nonce;
}

Result<Nonce> Nonce::from_hex(std::string_view hex) {
    Nonce nonce;
    std::size_t size = 0;
    auto* const into = raw(nonce.bytes.data());
    const int code =
        sodium_hex2bin(into, nonce.bytes.size(), hex.data(), hex.size(), nullptr, &size, nullptr);
    if (code == 0 && hex.size() == 2 * nonce.bytes.size()) return nonce;
    return error(ProtocolError::malformed_message, "a nonce is 32 hexadecimal digits");
}

bool same(const Mac& a, const Mac& b) noexcept {
    return sodium_memcmp(a.bytes.data(), b.bytes.data(), a.bytes.size()) == 0;
}

Mac prove(const Secret& secret, std::string_view role, std::initializer_list<BytesView> parts) {
    require_sodium();
    Hash hash(secret.bytes());
    hash.add(bytes_of(role));
    for (const auto part : parts) hash.add(part);
    return hash.finish();
}

}  // namespace hangar::ipc
