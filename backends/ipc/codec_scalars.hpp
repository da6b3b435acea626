// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include <hangar/backends/ipc/codec_base.hpp>

namespace hangar::ipc {

template <>
struct Codec<bool> {
    static void encode(Writer& writer, bool value) { writer.boolean(value); }
    static bool decode(Reader& reader, bool& value) { return reader.boolean(value); }
};

template <>
struct Codec<std::monostate> {
    static void encode(Writer& writer, std::monostate) { writer.nil(); }
    static bool decode(Reader& reader, std::monostate&) { return reader.nil(); }
};

template <std::integral T>
    requires(!std::same_as<T, bool>)
struct Codec<T> {
    using Wide = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
    using Limits = std::numeric_limits<T>;

    static void encode(Writer& writer, T value) { writer.integer(static_cast<Wide>(value)); }
    static bool decode(Reader& reader, T& value) {
        Wide wide = 0;
        if (!reader.integer(wide)) return false;
        if (wide < static_cast<Wide>(Limits::min()) || wide > static_cast<Wide>(Limits::max()))
            return reader.fail(DecodeFault::out_of_range, does_not_fit(wide));
        value = static_cast<T>(wide);
        return true;
    }
    static std::string does_not_fit(Wide wide) {
        return std::to_string(wide) + " does not fit " + std::to_string(8 * sizeof(T)) +
               (std::is_signed_v<T> ? " bits" : " bits without sign");
    }
};

template <>
struct Codec<double> {
    static void encode(Writer& writer, double value) { writer.floating(value); }
    static bool decode(Reader& reader, double& value) { return reader.floating(value); }
};

template <>
struct Codec<float> {
    static void encode(Writer& writer, float value) { writer.floating(value); }
    static bool decode(Reader& reader, float& value) {
        double wide = 0;
        if (!reader.floating(wide)) return false;
        if (std::isfinite(wide) && std::abs(wide) > std::numeric_limits<float>::max())
            return reader.fail(DecodeFault::out_of_range, "the number does not fit 32 bits");
        value = static_cast<float>(wide);
        return true;
    }
};

// An enumeration whose values stand in a row from 0 names its last one, found by ADL, and then
// nothing beyond it can be decoded:
//   constexpr Colour last_enumerator(Colour) { return Colour::blue; }
template <class T>
concept Enumeration = std::is_enum_v<T> && requires { T{std::underlying_type_t<T>{}}; };

template <Enumeration T>
struct Codec<T> {
    using Number = std::underlying_type_t<T>;

    static void encode(Writer& writer, T value) { write(writer, static_cast<Number>(value)); }
    static bool decode(Reader& reader, T& value) {
        Number number{};
        if (!read(reader, number)) return false;
        if (!exists(number))
            return reader.fail(DecodeFault::out_of_range,
                               std::to_string(number) + " is not one of the enumerators");
        value = static_cast<T>(number);
        return true;
    }
    static bool exists([[maybe_unused]] Number number) {
        if constexpr (requires { last_enumerator(T{}); })
            return number >= Number{} && number <= static_cast<Number>(last_enumerator(T{}));
        else
            return true;
    }
};

template <class Rep, class Period>
struct Codec<std::chrono::duration<Rep, Period>> {
    using Duration = std::chrono::duration<Rep, Period>;

    static void encode(Writer& writer, Duration value) { write(writer, value.count()); }
    static bool decode(Reader& reader, Duration& value) {
        Rep count{};
        if (!read(reader, count)) return false;
        value = Duration(count);
        return true;
    }
};

template <>
struct Codec<std::string> {
    static void encode(Writer& writer, const std::string& value) { writer.text(value); }
    static bool decode(Reader& reader, std::string& value) {
        std::string_view view;
        if (!reader.text(view)) return false;
        value = view;
        return true;
    }
};

// Views are written only: what they would point into is gone after decoding.
template <>
struct Codec<std::string_view> {
    static void encode(Writer& writer, std::string_view value) { writer.text(value); }
};

template <>
struct Codec<const char*> {
    static void encode(Writer& writer, const char* value) { writer.text(value); }
};

template <std::size_t N>
struct Codec<char[N]> {
    static void encode(Writer& writer, const char* value) { writer.text(value); }
};

template <>
struct Codec<std::filesystem::path> {
    static void encode(Writer& writer, const std::filesystem::path& value) {
        writer.text(value.native());
    }
    static bool decode(Reader& reader, std::filesystem::path& value) {
        std::string_view view;
        if (!reader.text(view)) return false;
        value = view;
        return true;
    }
};

}  // namespace hangar::ipc
