// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstring>
#include <hangar/diag/dump/parts.hpp>

namespace hangar::dump {
namespace {

void append(std::string& message, std::string_view piece) {
    const std::uint64_t size = piece.size();
    message.append(reinterpret_cast<const char*>(&size), sizeof size);
    message += piece;
}

// A length and that many bytes, cut from `rest`; empty if they are not all there.
std::optional<std::string_view> cut_piece(std::string_view& rest) {
    std::uint64_t size = 0;
    if (rest.size() < sizeof size) return std::nullopt;
    std::memcpy(&size, rest.data(), sizeof size);
    if (rest.size() - sizeof size < size) return std::nullopt;
    const std::string_view piece = rest.substr(sizeof size, size);
    rest.remove_prefix(sizeof size + size);
    return piece;
}

}  // namespace

std::string encode_parts(const Parts& parts) {
    std::string body;
    for (const auto& [name, content] : parts) {
        append(body, name);
        append(body, content);
    }
    std::string message;
    message.reserve(body.size() + sizeof(std::uint64_t));
    append(message, body);
    return message;
}

std::optional<Parts> cut_parts(std::string& stream) {
    std::string_view rest = stream;
    auto body = cut_piece(rest);
    if (!body) return std::nullopt;
    Parts parts;
    while (!body->empty()) {
        const auto name = cut_piece(*body);
        const auto content = name ? cut_piece(*body) : std::nullopt;
        if (!content) {
            stream.clear();
            return std::nullopt;
        }
        parts.emplace(*name, *content);
    }
    stream.erase(0, stream.size() - rest.size());
    return parts;
}

}  // namespace hangar::dump
