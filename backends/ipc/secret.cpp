// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/secret.hpp>

#include <sodium.h>

#include <cstdlib>

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
    static const int started = sodium_init();
    if (started < 0) std::abort();
}

template <std::size_t N>
Status parse_hex(std::string_view hex, std::array<std::byte, N>& bytes) {
    std::size_t size = 0;
    const char* end = nullptr;
    const int code =
        sodium_hex2bin(raw(bytes.data()), N, hex.data(), hex.size(), nullptr, &size, &end);
    if (code == 0 && size == N && hex.size() == 2 * N) return {};
    return error(ProtocolError::malformed_message,
                 "expected " + std::to_string(2 * N) + " hexadecimal digits");
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

void fill_random(std::span<std::byte> bytes) {
    require_sodium();
    randombytes_buf(bytes.data(), bytes.size());
}

std::string to_hex(BytesView bytes) {
    std::string hex(2 * bytes.size() + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), raw(bytes.data()), bytes.size());
    hex.pop_back();
    return hex;
}

Nonce Nonce::random() {
    Nonce nonce;
    fill_random(nonce.bytes);
    return nonce;
}

Result<Nonce> Nonce::from_hex(std::string_view hex) {
    Nonce nonce;
    return parse_hex(hex, nonce.bytes).map([&] { return nonce; });
}

bool same(const Mac& a, const Mac& b) noexcept {
    return sodium_memcmp(a.bytes.data(), b.bytes.data(), a.bytes.size()) == 0;
}

Secret Secret::random() {
    Secret secret;
    fill_random(secret.bytes_);
    return secret;
}

Result<Secret> Secret::from_hex(std::string_view hex) {
    Secret secret;
    return parse_hex(hex, secret.bytes_).map([&] { return secret; });
}

Secret::~Secret() {
    sodium_memzero(bytes_.data(), bytes_.size());
}

Mac Secret::prove(std::string_view role, std::initializer_list<BytesView> parts) const {
    require_sodium();
    Hash hash(bytes_);
    hash.add(bytes_of(role));
    for (const auto part : parts) hash.add(part);
    return hash.finish();
}

}  // namespace hangar::ipc
