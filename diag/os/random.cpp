// SPDX-License-Identifier: Apache-2.0
#include <string.h>
#include <sys/random.h>

#include <cerrno>
#include <hangar/diag/os/proc_text.hpp>
#include <hangar/diag/os/random.hpp>
#include <vector>

namespace hangar::os {
namespace {

std::string as_hex(std::span<const std::byte> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const auto byte : bytes) {
        text += digits[std::to_integer<unsigned>(byte) >> 4U];
        text += digits[std::to_integer<unsigned>(byte) & 0xFU];
    }
    return text;
}

}  // namespace

Status fill_random(std::span<std::byte> into) {
    while (!into.empty()) {
        const ssize_t got = ::getrandom(into.data(), into.size(), 0);
        if (got < 0 && errno != EINTR) return last_error("getrandom");
        if (got > 0) into = into.subspan(static_cast<std::size_t>(got));
    }
    return {};
}

Result<std::string> random_hex(std::size_t bytes) {
    std::vector<std::byte> raw(bytes);
    return fill_random(raw).map([&] { return as_hex(raw); });
}

Result<std::string> make_run_id() {
    return random_hex(8);
}

Result<Secret> Secret::generate() {
    Secret secret;
    return fill_random(secret.bytes_).map([&] { return secret; });
}

Result<Secret> Secret::from_hex(std::string_view text) {
    Secret secret;
    if (text.size() != 2 * size) return error(EINVAL, "read a secret");
    for (std::size_t i = 0; i < size; ++i) {
        const auto byte = parse_number<unsigned char>(text.substr(2 * i, 2), 16);
        if (!byte) return error(EINVAL, "read a secret");
        secret.bytes_[i] = std::byte{*byte};
    }
    return secret;
}

Secret::~Secret() {
    ::explicit_bzero(bytes_.data(), bytes_.size());
}

std::string Secret::hex() const {
    return as_hex(bytes_);
}

bool Secret::matches(std::span<const std::byte> other) const noexcept {
    if (other.size() != size) return false;
    auto difference = std::byte{};
    for (std::size_t i = 0; i < size; ++i) difference |= bytes_[i] ^ other[i];
    return difference == std::byte{};
}

}  // namespace hangar::os
