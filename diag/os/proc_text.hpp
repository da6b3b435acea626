// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace hangar::os {

// The small pieces that every parser of a /proc file is made of. They accept any bytes: what is
// missing comes back empty. Values only; any thread.

// The part before `separator`, cut from `rest` together with it; all of `rest` without one.
[[nodiscard]] std::string_view cut(std::string_view& rest, char separator) noexcept;

// The next run of non-blanks (not space, tab, newline), cut from `rest`; empty at the end.
[[nodiscard]] std::string_view cut_word(std::string_view& rest) noexcept;

// `text` without blanks at either end.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

// `text` as a number; empty unless it is one from its first to its last character, and fits.
template <class Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text, int base = 10) noexcept {
    Number value{};
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (code != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// Reads the next word of `rest` into `into`. False, and `into` as it was, if it is no such number.
template <class Number>
[[nodiscard]] bool cut_number(std::string_view& rest, Number& into, int base = 10) noexcept {
    const auto value = parse_number<Number>(cut_word(rest), base);
    if (value) into = *value;
    return value.has_value();
}

// Undoes the kernel's escapes: "\n", "\\" and octal "\040".
[[nodiscard]] std::string unescaped(std::string_view text);

}  // namespace hangar::os
