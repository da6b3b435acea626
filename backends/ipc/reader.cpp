// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/reader.hpp>

#include <bit>

#include <fmt/format.h>

#include <hangar/backends/ipc/wire_marker.hpp>

namespace hangar::ipc {
namespace {

double as_double(std::uint64_t bits, std::size_t size) {
    if (size == sizeof(float)) return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    return std::bit_cast<double>(bits);
}

}  // namespace

bool Reader::fail(DecodeFault fault, std::string detail) {
    if (failed_) return false;
    failed_ = true;
    error_ = DecodeError{fault, {}, std::move(detail)};
    return false;
}

bool Reader::within(std::string_view place) {
    if (error_.where.empty())
        error_.where = place;
    else
        error_.where = fmt::format("{}: {}", place, error_.where);
    return false;
}

bool Reader::fail_depth() {
    return fail(DecodeFault::too_deep, fmt::format("nested deeper than {} levels", limits_.depth));
}

bool Reader::wrong_type(WireType expected, WireType found) {
    if (found == WireType::end)
        return fail(DecodeFault::truncated,
                    fmt::format("expected {}, found the end of the message", to_string(expected)));
    return fail(DecodeFault::wrong_type,
                fmt::format("expected {}, found {}", to_string(expected), to_string(found)));
}

bool Reader::charge(std::size_t bytes) {
    if (bytes > limits_.memory - memory_)
        return fail(DecodeFault::too_large,
                    fmt::format("needs more than {} bytes of memory", limits_.memory));
    memory_ += bytes;
    return true;
}

WireType Reader::peek() const noexcept {
    if (left() == 0) return WireType::end;
    return marker_of(std::to_integer<unsigned>(in_[at_])).type;
}

BytesView Reader::take(std::uint64_t size) noexcept {
    const auto view = in_.subspan(at_, static_cast<std::size_t>(size));
    at_ += view.size();
    return view;
}

bool Reader::big_endian(std::size_t size, std::uint64_t& value) {
    if (left() < size) return fail(DecodeFault::truncated, "the message ends inside a value");
    value = 0;
    for (const auto byte : take(size)) value = value << 8U | std::to_integer<std::uint64_t>(byte);
    return true;
}

// The number or length behind a marker.
bool Reader::load(Token& token, unsigned byte) {
    const auto marker = marker_of(byte);
    token.type = marker.type;
    token.value = marker.value;
    if (marker.size != 0 && !big_endian(marker.size, token.value)) return false;
    if (is_signed_integer(byte)) token.value = sign_extended(token.value, marker.size);
    if (byte >= 0xe0) token.value = sign_extended(byte, 1);
    if (byte >= 0xd0) token.negative = static_cast<std::int64_t>(token.value) < 0;
    if (marker.type == WireType::floating) token.number = as_double(token.value, marker.size);
    return true;
}

// A length that the rest of the message cannot hold is refused before anybody believes it.
bool Reader::enough(const Token& token) {
    std::uint64_t least = 0;
    switch (token.type) {
        case WireType::text:
        case WireType::binary:
        case WireType::array:
            least = token.value;
            break;
        case WireType::map:
            least = token.value * 2;
            break;
        case WireType::extension:
            least = token.value + 1;
            break;
        case WireType::nil:
        case WireType::boolean:
        case WireType::integer:
        case WireType::floating:
        case WireType::undefined:
        case WireType::end:
            return true;
    }
    if (least <= left()) return true;
    return fail(DecodeFault::truncated, fmt::format("{} of {} but only {} bytes are left",
                                                    to_string(token.type), token.value, left()));
}

bool Reader::next(Token& token) {
    if (failed_) return false;
    if (left() == 0) {
        token.type = WireType::end;
        return true;
    }
    const auto byte = std::to_integer<unsigned>(take(1).front());
    if (!load(token, byte) || !enough(token)) return false;
    if (token.type == WireType::undefined)
        return fail(DecodeFault::not_messagepack, "0xc1 starts no value");
    return true;
}

bool Reader::expect(WireType type, Token& token) {
    if (!next(token)) return false;
    return token.type == type || wrong_type(type, token.type);
}

bool Reader::nil() {
    Token token;
    return expect(WireType::nil, token);
}

bool Reader::take_nil() {
    if (failed_ || peek() != WireType::nil) return false;
    ++at_;
    return true;
}

bool Reader::boolean(bool& value) {
    Token token;
    if (!expect(WireType::boolean, token)) return false;
    value = token.value != 0;
    return true;
}

bool Reader::integer(std::int64_t& value) {
    Token token;
    if (!expect(WireType::integer, token)) return false;
    value = static_cast<std::int64_t>(token.value);
    if (token.negative == (value < 0)) return true;
    return fail(DecodeFault::out_of_range, fmt::format("{} does not fit", token.value));
}

bool Reader::integer(std::uint64_t& value) {
    Token token;
    if (!expect(WireType::integer, token)) return false;
    value = token.value;
    if (!token.negative) return true;
    return fail(DecodeFault::out_of_range,
                fmt::format("{} is negative", static_cast<std::int64_t>(token.value)));
}

bool Reader::floating(double& value) {
    Token token;
    if (!expect(WireType::floating, token)) return false;
    value = token.number;
    return true;
}

bool Reader::text(std::string_view& value) {
    Token token;
    if (!expect(WireType::text, token)) return false;
    value = text_of(take(token.value));
    return true;
}

bool Reader::binary(BytesView& value) {
    Token token;
    if (!expect(WireType::binary, token)) return false;
    value = take(token.value);
    return true;
}

bool Reader::array(std::size_t& elements) {
    Token token;
    if (!expect(WireType::array, token)) return false;
    elements = static_cast<std::size_t>(token.value);
    return true;
}

bool Reader::map(std::size_t& pairs) {
    Token token;
    if (!expect(WireType::map, token)) return false;
    pairs = static_cast<std::size_t>(token.value);
    return true;
}

bool Reader::array_of(std::size_t elements) {
    std::size_t found = 0;
    if (!array(found)) return false;
    if (found == elements) return true;
    return fail(DecodeFault::wrong_size,
                fmt::format("expected {} elements, found {}", elements, found));
}

// Iterative: a chain of containers costs a counter, not the stack. The counter cannot overflow,
// for every length was found to be there in bytes.
bool Reader::skip() {
    for (std::uint64_t pending = 1; pending != 0; --pending) {
        Token token;
        if (!next(token)) return false;
        switch (token.type) {
            case WireType::text:
            case WireType::binary:
                take(token.value);
                break;
            case WireType::extension:
                take(token.value + 1);
                break;
            case WireType::array:
                pending += token.value;
                break;
            case WireType::map:
                pending += 2 * token.value;
                break;
            case WireType::end:
                return fail(DecodeFault::truncated,
                            "expected a value, found the end of the message");
            case WireType::nil:
            case WireType::boolean:
            case WireType::integer:
            case WireType::floating:
            case WireType::undefined:
                break;
        }
    }
    return true;
}

bool Reader::finish() {
    if (failed_) return false;
    if (left() == 0) return true;
    return fail(DecodeFault::trailing, fmt::format("{} bytes follow the value", left()));
}

std::string_view to_string(WireType type) noexcept {
    switch (type) {
        case WireType::nil:
            return "nil";
        case WireType::boolean:
            return "boolean";
        case WireType::integer:
            return "integer";
        case WireType::floating:
            return "number";
        case WireType::text:
            return "string";
        case WireType::binary:
            return "binary";
        case WireType::array:
            return "array";
        case WireType::map:
            return "map";
        case WireType::extension:
            return "extension";
        case WireType::undefined:
            return "undefined";
        case WireType::end:
            return "end";
    }
    return "unknown";
}

}  // namespace hangar::ipc
