// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <hangar/diag/os/proc_text.hpp>
#include <hangar/harness/run/xml_tags.hpp>

namespace hangar::run {
namespace {

constexpr std::string_view blanks = " \t\r\n";

void append_utf8(std::string& out, std::uint32_t c) {
    const auto tail = [&](unsigned shift) {
        out += static_cast<char>(0x80U | ((c >> shift) & 0x3FU));
    };
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0U | (c >> 6U));
        tail(0);
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0U | (c >> 12U));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0U | (c >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::optional<std::uint32_t> referred_to(std::string_view name) {
    using Named = std::pair<std::string_view, char>;
    constexpr std::array named{Named{"lt", '<'}, Named{"gt", '>'}, Named{"amp", '&'},
                               Named{"quot", '"'}, Named{"apos", '\''}};
    if (const auto* found = std::ranges::find(named, name, &Named::first); found != named.end())
        return static_cast<std::uint32_t>(found->second);
    if (!name.starts_with('#')) return std::nullopt;
    const bool hexadecimal = name.starts_with("#x");
    auto number =
        os::parse_number<std::uint32_t>(name.substr(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10);
    if (number && *number > 0x10FFFF) return std::nullopt;
    return number;
}

void trim_front(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
}

struct Attribute {
    std::string_view name;
    std::string_view value;
};

// Takes ` name="value"` from the front; nothing at the end, or if it is none.
std::optional<Attribute> take_attribute(std::string_view& inside) {
    trim_front(inside);
    const auto equals = inside.find('=');
    if (equals == std::string_view::npos || equals + 1 >= inside.size()) return std::nullopt;
    const char quote = inside[equals + 1];
    const auto end = inside.find(quote, equals + 2);
    if ((quote != '"' && quote != '\'') || end == std::string_view::npos) return std::nullopt;
    const Attribute taken{inside.substr(0, equals), inside.substr(equals + 2, end - equals - 2)};
    inside.remove_prefix(end + 1);
    return taken;
}

XmlTag tag_of(std::string_view inside) {
    if (inside.ends_with('/')) inside.remove_suffix(1);
    const auto end = std::min(inside.find_first_of(blanks), inside.size());
    return {inside.substr(0, end), inside.substr(end)};
}

}  // namespace

std::string XmlTag::attribute(std::string_view wanted) const {
    std::string_view rest = attributes;
    while (const auto each = take_attribute(rest))
        if (each->name == wanted) return resolve_references(each->value);
    return {};
}

std::optional<XmlTag> XmlTags::next() {
    for (;;) {
        const auto open = rest_.find('<');
        if (open == std::string_view::npos) return std::nullopt;
        rest_.remove_prefix(open);
        if (skip("<![CDATA[", "]]>") || skip("<!--", "-->") || skip("<?", "?>")) continue;
        const auto close = rest_.find('>');
        if (close == std::string_view::npos) return std::nullopt;
        XmlTag tag = tag_of(rest_.substr(1, close - 1));
        rest_.remove_prefix(close + 1);
        return tag;
    }
}

bool XmlTags::skip(std::string_view opening, std::string_view closing) {
    if (!rest_.starts_with(opening)) return false;
    const auto end = rest_.find(closing, opening.size());
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + closing.size());
    return true;
}

std::string resolve_references(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto at = std::min(text.find('&'), text.size());
        out += text.substr(0, at);
        text.remove_prefix(at);
        const auto end = text.find(';');
        if (text.empty()) break;
        const auto c =
            end == std::string_view::npos ? std::nullopt : referred_to(text.substr(1, end - 1));
        if (c) append_utf8(out, *c);
        if (!c) out += '&';
        text.remove_prefix(c ? end + 1 : 1);
    }
    return out;
}

}  // namespace hangar::run
