// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <hangar/backends/ipc/reader.hpp>

// What the first byte of a MessagePack value says. Private to this folder: for Reader. Pure; any
// thread. Source: the MessagePack specification, "Formats".
namespace hangar::ipc {

// What a marker byte says. `size`: bytes of the number or length that follow it; `value`: the
// number or length itself where the marker holds it.
struct Marker {
    WireType type = WireType::undefined;
    std::uint8_t size = 0;
    std::uint8_t value = 0;
};

constexpr Marker marker_of_tag(unsigned byte) {  // 0xc0..0xdf
    using enum WireType;
    constexpr std::array<Marker, 32> tags{{
        {nil, 0, 0},        {undefined, 0, 0}, {boolean, 0, 0},   {boolean, 0, 1},
        {binary, 1, 0},     {binary, 2, 0},    {binary, 4, 0},    {extension, 1, 0},
        {extension, 2, 0},  {extension, 4, 0}, {floating, 4, 0},  {floating, 8, 0},
        {integer, 1, 0},    {integer, 2, 0},   {integer, 4, 0},   {integer, 8, 0},
        {integer, 1, 0},    {integer, 2, 0},   {integer, 4, 0},   {integer, 8, 0},
        {extension, 0, 1},  {extension, 0, 2}, {extension, 0, 4}, {extension, 0, 8},
        {extension, 0, 16}, {text, 1, 0},      {text, 2, 0},      {text, 4, 0},
        {array, 2, 0},      {array, 4, 0},     {map, 2, 0},       {map, 4, 0},
    }};
    return tags[byte - 0xc0];
}

constexpr Marker marker_of(unsigned byte) {
    if (byte < 0x80) return {WireType::integer, 0, static_cast<std::uint8_t>(byte)};
    if (byte < 0x90) return {WireType::map, 0, static_cast<std::uint8_t>(byte & 0x0f)};
    if (byte < 0xa0) return {WireType::array, 0, static_cast<std::uint8_t>(byte & 0x0f)};
    if (byte < 0xc0) return {WireType::text, 0, static_cast<std::uint8_t>(byte & 0x1f)};
    if (byte < 0xe0) return marker_of_tag(byte);
    return {WireType::integer, 0, static_cast<std::uint8_t>(byte)};
}

constexpr bool is_signed_integer(unsigned byte) {
    return byte >= 0xd0 && byte <= 0xd3;
}

constexpr std::uint64_t sign_extended(std::uint64_t value, std::size_t size) {
    const auto unused = 64 - 8 * size;
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(value << unused) >>
                                      static_cast<int>(unused));
}

}  // namespace hangar::ipc
