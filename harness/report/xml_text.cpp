// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>

#include <hangar/harness/report/xml_text.hpp>

namespace hangar::report {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

struct Shape {
    unsigned length;
    std::uint32_t bits;      // of the first byte
    std::uint32_t smallest;  // what needs this length
};

Shape shape_of(unsigned char first) {
    if (first < 0x80) return {1, first, 0};
    if ((first & 0xE0U) == 0xC0) return {2, first & 0x1FU, 0x80};
    if ((first & 0xF0U) == 0xE0) return {3, first & 0x0FU, 0x800};
    if ((first & 0xF8U) == 0xF0) return {4, first & 0x07U, 0x10000};
    return {0, 0, 0};
}

bool xml_can_hold(std::uint32_t c) {
    return (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
           (c >= 0x10000 && c <= 0x10FFFF) || c == '\t' || c == '\n' || c == '\r';
}

// How many bytes the character at the front takes; 0 if it is none.
unsigned character(std::string_view bytes, std::uint32_t& c) {
    const Shape shape = shape_of(static_cast<unsigned char>(bytes.front()));
    if (shape.length == 0 || shape.length > bytes.size()) return 0;
    c = shape.bits;
    for (unsigned i = 1; i < shape.length; ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        if ((byte & 0xC0U) != 0x80) return 0;
        c = (c << 6U) | (byte & 0x3FU);
    }
    return c >= shape.smallest ? shape.length : 0;
}

void append_plain(std::string& out, char c, bool in_element) {
    switch (c) {
        case '&':
            out += "&amp;";
            return;
        case '<':
            out += "&lt;";
            return;
        case '>':
            out += "&gt;";
            return;
        case '"':
            out += "&quot;";
            return;
        case '\'':
            out += "&apos;";
            return;
        case '\r':
            out += "&#13;";
            return;
        case '\n':
            out += in_element ? "\n" : "&#10;";
            return;
        case '\t':
            out += in_element ? "\t" : "&#9;";
            return;
        case '\x7f':
            out += "\xE2\x90\xA1";
            return;
        default:
            break;
    }
    if (static_cast<unsigned char>(c) >= 0x20) {
        out += c;
    } else {
        out += "\xE2\x90";
        out += static_cast<char>(0x80 + c);
    }
}

// Most characters stand for themselves.
bool is_itself(char c) {
    return c >= ' ' && c != '&' && c != '<' && c != '>' && c != '"' && c != '\'' && c != '\x7f';
}

void append_themselves(std::string& out, std::string_view& bytes) {
    const auto end = std::ranges::find_if_not(bytes, is_itself);
    const auto size = static_cast<std::size_t>(end - bytes.begin());
    out += bytes.substr(0, size);
    bytes.remove_prefix(size);
}

std::string escape(std::string_view bytes, bool in_element) {
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    for (;;) {
        append_themselves(out, bytes);
        if (bytes.empty()) break;
        std::uint32_t c = 0;
        const unsigned length = character(bytes, c);
        if (length == 1) {
            append_plain(out, bytes.front(), in_element);
        } else {
            out += length > 0 && xml_can_hold(c) ? bytes.substr(0, length) : replacement;
        }
        bytes.remove_prefix(length > 0 ? length : 1);
    }
    return out;
}

}  // namespace

std::string xml_text(std::string_view bytes) {
    return escape(bytes, false);
}
std::string xml_body(std::string_view bytes) {
    return escape(bytes, true);
}

}  // namespace hangar::report
