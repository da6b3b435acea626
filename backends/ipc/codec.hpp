// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tuple>
#include <utility>

#include <hangar/backends/ipc/codec_base.hpp>
#include <hangar/backends/ipc/codec_containers.hpp>
#include <hangar/backends/ipc/codec_scalars.hpp>
#include <hangar/backends/ipc/codec_structs.hpp>

// How values cross a channel: C++ types to MessagePack and back. Any thread.
//
//   struct Point { int x; int y; };
//   HANGAR_SERIALIZE(Point, x, y);                      // in Point's namespace
//
//   Bytes bytes = encode(Point{1, 2});
//   tl::expected<Point, DecodeError> point = decode<Point>(bytes);
//
// Covered: bool, integers, float, double, enumerations, strings, byte vectors and arrays (binary),
// vector, array, map, unordered_map, set, optional, pair, tuple, variant, monostate (and void),
// chrono durations, filesystem::path, and what HANGAR_SERIALIZE describes. For any other type
// specialise `Codec`. Decoding requires a type that is default-constructible.
// Any input is safe to decode: see Reader.
namespace hangar::ipc {

template <class T>
using Decoded = tl::expected<T, DecodeError>;

template <class T>
[[nodiscard]] Bytes encode(const T& value) {
    Bytes out;
    Writer writer(out);
    write(writer, value);
    return out;
}

template <class T>
[[nodiscard]] Decoded<T> decode(BytesView bytes, DecodeLimits limits = {}) {
    Reader reader(bytes, limits);
    std::conditional_t<std::is_void_v<T>, std::monostate, T> value{};
    if (!read(reader, value) || !reader.finish()) return tl::unexpected(reader.error());
    if constexpr (std::is_void_v<T>)
        return {};
    else
        return value;
}

// A call's arguments are one array.
template <class... Args>
[[nodiscard]] Bytes encode_arguments(const Args&... arguments) {
    Bytes out;
    Writer writer(out);
    writer.array(sizeof...(Args));
    (write(writer, arguments), ...);
    return out;
}

// Errors say which argument: "argument 2: expected integer, found string". They count from 1.
template <class... Args>
[[nodiscard]] Decoded<std::tuple<Args...>> decode_arguments(BytesView bytes,
                                                            DecodeLimits limits = {}) {
    Reader reader(bytes, limits);
    std::tuple<Args...> values{};
    const auto one = [&](auto index, auto& value) {
        return read(reader, value) || reader.within("argument " + std::to_string(index() + 1));
    };
    const auto all = [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (one(std::integral_constant<std::size_t, I>{}, std::get<I>(values)) && ...);
    };
    if (!reader.array_of(sizeof...(Args)) || !all(std::index_sequence_for<Args...>{}) ||
        !reader.finish())
        return tl::unexpected(reader.error());
    return values;
}

}  // namespace hangar::ipc
