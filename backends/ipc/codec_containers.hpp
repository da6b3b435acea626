// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <hangar/backends/ipc/codec_base.hpp>

namespace hangar::ipc {
namespace detail {

[[nodiscard]] inline bool at_element(Reader& reader, std::size_t index) {
    return reader.within("element " + std::to_string(index));
}

// What a map's or a set's node costs besides the value.
inline constexpr std::size_t node_overhead = 4 * sizeof(void*);

// Calls `one` for each element of an array, one container deeper.
template <class One>
bool each_element(Reader& reader, std::size_t size, One&& one) {
    return reader.nested([&] {
        for (std::size_t i = 0; i < size; ++i)
            if (!one()) return at_element(reader, i);
        return true;
    });
}

}  // namespace detail

template <class T>
struct Codec<std::vector<T>> {
    static void encode(Writer& writer, const std::vector<T>& values) {
        writer.array(values.size());
        for (const auto& value : values) write<T>(writer, value);
    }
    // Grows with what is really there: the announced size is a hint for a small reservation.
    static bool decode(Reader& reader, std::vector<T>& values) {
        std::size_t size = 0;
        if (!reader.array(size)) return false;
        values.clear();
        values.reserve(std::min(size, 1 + 4096 / sizeof(T)));
        return detail::each_element(reader, size, [&] {
            T value{};
            if (!reader.charge(sizeof(T)) || !read(reader, value)) return false;
            values.push_back(std::move(value));
            return true;
        });
    }
};

template <>
struct Codec<std::vector<std::byte>> {
    static void encode(Writer& writer, BytesView value) { writer.binary(value); }
    static bool decode(Reader& reader, std::vector<std::byte>& value) {
        BytesView view;
        if (!reader.binary(view)) return false;
        value.assign(view.begin(), view.end());
        return true;
    }
};

template <>
struct Codec<BytesView> {
    static void encode(Writer& writer, BytesView value) { writer.binary(value); }
};

template <std::size_t N>
struct Codec<std::array<std::byte, N>> {
    static void encode(Writer& writer, BytesView value) { writer.binary(value); }
    static bool decode(Reader& reader, std::array<std::byte, N>& value) {
        BytesView view;
        if (!reader.binary(view)) return false;
        if (view.size() != N)
            return reader.fail(
                DecodeFault::wrong_size,
                "expected " + std::to_string(N) + " bytes, found " + std::to_string(view.size()));
        std::ranges::copy(view, value.begin());
        return true;
    }
};

template <class T, std::size_t N>
struct Codec<std::array<T, N>> {
    static void encode(Writer& writer, const std::array<T, N>& values) {
        writer.array(N);
        for (const auto& value : values) write(writer, value);
    }
    static bool decode(Reader& reader, std::array<T, N>& values) {
        if (!reader.array_of(N)) return false;
        auto at = values.begin();
        return detail::each_element(reader, N, [&] { return read(reader, *at++); });
    }
};

template <class T>
struct Codec<std::optional<T>> {
    static_assert(!std::is_same_v<T, std::monostate>, "an engaged monostate looks like nothing");

    static void encode(Writer& writer, const std::optional<T>& value) {
        if (value)
            write(writer, *value);
        else
            writer.nil();
    }
    static bool decode(Reader& reader, std::optional<T>& value) {
        value.reset();
        return reader.take_nil() || read(reader, value.emplace());
    }
};

template <class T>
struct Codec<std::optional<std::optional<T>>>;  // an engaged empty one would look like nothing

namespace detail {

template <class Map>
struct MapCodec {
    using Key = typename Map::key_type;
    using Value = typename Map::mapped_type;

    static void encode(Writer& writer, const Map& values) {
        writer.map(values.size());
        for (const auto& [key, value] : values) {
            write(writer, key);
            write(writer, value);
        }
    }
    // Of a repeated key the last value stands.
    static bool decode(Reader& reader, Map& values) {
        std::size_t pairs = 0;
        if (!reader.map(pairs)) return false;
        values.clear();
        return each_element(reader, pairs, [&] {
            Key key{};
            Value value{};
            if (!reader.charge(sizeof(typename Map::value_type) + node_overhead)) return false;
            if (!read(reader, key)) return reader.within("key");
            if (!read(reader, value)) return reader.within("value");
            values.insert_or_assign(std::move(key), std::move(value));
            return true;
        });
    }
};

// Members of a tuple or pair, in order.
template <class Tuple>
struct TupleCodec {
    static constexpr auto size = std::tuple_size_v<Tuple>;

    static void encode(Writer& writer, const Tuple& values) {
        writer.array(size);
        std::apply([&](const auto&... value) { (write(writer, value), ...); }, values);
    }
    static bool decode(Reader& reader, Tuple& values) {
        if (!reader.array_of(size)) return false;
        std::size_t index = 0;
        const auto one = [&](auto& value) {
            const auto at = index++;
            return read(reader, value) || at_element(reader, at);
        };
        return reader.nested([&] {
            return std::apply([&](auto&... value) { return (one(value) && ...); }, values);
        });
    }
};

}  // namespace detail

template <class K, class V, class Order, class Alloc>
struct Codec<std::map<K, V, Order, Alloc>> : detail::MapCodec<std::map<K, V, Order, Alloc>> {};

template <class K, class V, class Hash, class Equal, class Alloc>
struct Codec<std::unordered_map<K, V, Hash, Equal, Alloc>>
    : detail::MapCodec<std::unordered_map<K, V, Hash, Equal, Alloc>> {};

template <class A, class B>
struct Codec<std::pair<A, B>> : detail::TupleCodec<std::pair<A, B>> {};

template <class... T>
struct Codec<std::tuple<T...>> : detail::TupleCodec<std::tuple<T...>> {};

template <class T, class Order, class Alloc>
struct Codec<std::set<T, Order, Alloc>> {
    using Set = std::set<T, Order, Alloc>;

    static void encode(Writer& writer, const Set& values) {
        writer.array(values.size());
        for (const auto& value : values) write(writer, value);
    }
    static bool decode(Reader& reader, Set& values) {
        std::size_t size = 0;
        if (!reader.array(size)) return false;
        values.clear();
        return detail::each_element(reader, size, [&] {
            T value{};
            if (!reader.charge(sizeof(T) + detail::node_overhead) || !read(reader, value))
                return false;
            values.insert(std::move(value));
            return true;
        });
    }
};

// [index of the alternative, its value]
template <class... T>
struct Codec<std::variant<T...>> {
    using Variant = std::variant<T...>;

    static void encode(Writer& writer, const Variant& value) {
        writer.array(2);
        writer.integer(static_cast<std::uint64_t>(value.index()));
        std::visit([&](const auto& alternative) { write(writer, alternative); }, value);
    }
    static bool decode(Reader& reader, Variant& value) {
        std::uint64_t index = 0;
        if (!reader.array_of(2) || !reader.integer(index)) return false;
        if (index >= sizeof...(T))
            return reader.fail(DecodeFault::out_of_range,
                               "there is no alternative " + std::to_string(index));
        return reader.nested(
            [&] { return alternative(reader, value, index, std::index_sequence_for<T...>{}); });
    }

  private:
    template <std::size_t... I>
    static bool alternative(Reader& reader, Variant& value, std::uint64_t index,
                            std::index_sequence<I...>) {
        bool ok = false;
        static_cast<void>(
            ((index == I && (ok = read(reader, value.template emplace<I>()), true)) || ...));
        return ok || reader.within("alternative " + std::to_string(index));
    }
};

}  // namespace hangar::ipc
