// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/writer.hpp>

#include <array>
#include <bit>
#include <limits>

namespace hangar::ipc {
namespace {

template <class Small>
bool fits(std::uint64_t value) noexcept {
    return value <= std::numeric_limits<Small>::max();
}

}  // namespace

void Writer::byte(unsigned value) {
    out_->push_back(static_cast<std::byte>(value));
}

void Writer::append(BytesView bytes) {
    out_->insert(out_->end(), bytes.begin(), bytes.end());
}

template <class Unsigned>
void Writer::tagged(unsigned tag, Unsigned value) {
    std::array<std::byte, 1 + sizeof(Unsigned)> bytes;
    bytes[0] = static_cast<std::byte>(tag);
    for (std::size_t i = 0; i < sizeof(Unsigned); ++i)
        bytes[1 + i] = static_cast<std::byte>(value >> (8 * (sizeof(Unsigned) - 1 - i)));
    append(bytes);
}

void Writer::nil() {
    byte(0xc0);
}

void Writer::boolean(bool value) {
    byte(value ? 0xc3 : 0xc2);
}

void Writer::integer(std::uint64_t value) {
    if (value < 0x80) return byte(static_cast<unsigned>(value));
    if (fits<std::uint8_t>(value)) return tagged(0xcc, static_cast<std::uint8_t>(value));
    if (fits<std::uint16_t>(value)) return tagged(0xcd, static_cast<std::uint16_t>(value));
    if (fits<std::uint32_t>(value)) return tagged(0xce, static_cast<std::uint32_t>(value));
    tagged(0xcf, value);
}

void Writer::integer(std::int64_t value) {
    if (value >= 0) return integer(static_cast<std::uint64_t>(value));
    if (value >= -32) return byte(static_cast<std::uint8_t>(value));
    if (value >= std::numeric_limits<std::int8_t>::min())
        return tagged(0xd0, static_cast<std::uint8_t>(value));
    if (value >= std::numeric_limits<std::int16_t>::min())
        return tagged(0xd1, static_cast<std::uint16_t>(value));
    if (value >= std::numeric_limits<std::int32_t>::min())
        return tagged(0xd2, static_cast<std::uint32_t>(value));
    tagged(0xd3, static_cast<std::uint64_t>(value));
}

void Writer::floating(float value) {
    tagged(0xca, std::bit_cast<std::uint32_t>(value));
}

void Writer::floating(double value) {
    tagged(0xcb, std::bit_cast<std::uint64_t>(value));
}

void Writer::text(std::string_view value) {
    const auto size = value.size();
    if (size < 32)
        byte(0xa0 | static_cast<unsigned>(size));
    else if (fits<std::uint8_t>(size))
        tagged(0xd9, static_cast<std::uint8_t>(size));
    else if (fits<std::uint16_t>(size))
        tagged(0xda, static_cast<std::uint16_t>(size));
    else
        tagged(0xdb, static_cast<std::uint32_t>(size));
    append(bytes_of(value));
}

void Writer::binary(BytesView value) {
    binary_header(value.size());
    append(value);
}

void Writer::binary_header(std::size_t size) {
    if (fits<std::uint8_t>(size))
        tagged(0xc4, static_cast<std::uint8_t>(size));
    else if (fits<std::uint16_t>(size))
        tagged(0xc5, static_cast<std::uint16_t>(size));
    else
        tagged(0xc6, static_cast<std::uint32_t>(size));
}

void Writer::array(std::size_t elements) {
    if (elements < 16)
        byte(0x90 | static_cast<unsigned>(elements));
    else if (fits<std::uint16_t>(elements))
        tagged(0xdc, static_cast<std::uint16_t>(elements));
    else
        tagged(0xdd, static_cast<std::uint32_t>(elements));
}

void Writer::map(std::size_t pairs) {
    if (pairs < 16)
        byte(0x80 | static_cast<unsigned>(pairs));
    else if (fits<std::uint16_t>(pairs))
        tagged(0xde, static_cast<std::uint16_t>(pairs));
    else
        tagged(0xdf, static_cast<std::uint32_t>(pairs));
}

}  // namespace hangar::ipc
