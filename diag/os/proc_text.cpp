// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {
namespace {

constexpr std::string_view blanks = " \t\n";

// The character of "\n", "\\" or "\ooo" at the start of `text`, which is cut by its length.
char cut_escape(std::string_view& text) {
    const auto octal = parse_number<unsigned>(text.substr(1, 3), 8);
    const std::size_t length =
        octal && text.size() >= 4 ? 4 : std::min<std::size_t>(text.size(), 2);
    const char symbol = text[length - 1];
    text.remove_prefix(length);
    if (length == 4) return static_cast<char>(*octal);
    return length == 2 && symbol == 'n' ? '\n' : symbol;
}

}  // namespace

std::string_view cut(std::string_view& rest, char separator) noexcept {
    const std::size_t end = rest.find(separator);
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return part;
}

std::string_view cut_word(std::string_view& rest) noexcept {
    rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
    const std::string_view word = rest.substr(0, rest.find_first_of(blanks));
    rest.remove_prefix(word.size());
    return word;
}

std::string_view trimmed(std::string_view text) noexcept {
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string unescaped(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    while (!text.empty()) {
        if (text.front() == '\\') {
            plain += cut_escape(text);
        } else {
            plain += text.front();
            text.remove_prefix(1);
        }
    }
    return plain;
}

}  // namespace hangar::os
