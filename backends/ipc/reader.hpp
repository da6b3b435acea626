// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <hangar/backends/ipc/bytes.hpp>
#include <hangar/backends/ipc/decode_error.hpp>

namespace hangar::ipc {

// What a hostile message may cost at most.
struct DecodeLimits {
    std::size_t memory = 256U << 20U;  // bytes of decoded container elements
    unsigned depth = 64;               // containers within containers
};

enum class WireType {
    nil,
    boolean,
    integer,
    floating,
    text,
    binary,
    array,
    map,
    extension,  // skipped, never read
    undefined,  // the one byte that MessagePack never uses
    end,        // nothing is left
};

// Reads MessagePack values one after the other, in the order in which they are asked for: there is
// no tree in between, and views point into the input. Not synchronised; the input must outlive the
// reader and its views.
//
// Any input is safe: a length is believed only if that many bytes are there, so nothing is ever
// allocated on a promise.
//
// Errors: every function returns false and keeps the first error; a reader that failed keeps
// failing. The codecs on the way out say where it was with `within`.
class Reader {
  public:
    explicit Reader(BytesView in, DecodeLimits limits = {}) noexcept : in_(in), limits_(limits) {}

    bool nil();
    bool boolean(bool& value);
    bool integer(std::int64_t& value);
    bool integer(std::uint64_t& value);
    bool floating(double& value);
    bool text(std::string_view& value);
    bool binary(BytesView& value);
    bool array(std::size_t& elements);
    bool map(std::size_t& pairs);

    bool array_of(std::size_t elements);  // an array of exactly so many
    bool take_nil();                      // consumes a nil if that is next; no error if not
    bool skip();                          // one value of any type
    bool finish();                        // an error if anything is left

    // Runs `read` one container deeper.
    template <class Read>
    bool nested(Read&& read) {
        if (depth_ == limits_.depth) return fail_depth();
        ++depth_;
        const bool ok = read();
        --depth_;
        return ok;
    }
    // Accounts for `bytes` about to be allocated for elements of a container.
    bool charge(std::size_t bytes);

    [[nodiscard]] WireType peek() const noexcept;
    [[nodiscard]] std::size_t left() const noexcept { return in_.size() - at_; }

    bool fail(DecodeFault fault, std::string detail);
    bool within(std::string_view place);  // "element 3"; false, for `return reader.within(...)`
    [[nodiscard]] bool failed() const noexcept { return failed_; }
    [[nodiscard]] const DecodeError& error() const noexcept { return error_; }

  private:
    // A marker with its fixed-size part: the number, or the length of what follows.
    struct Token {
        WireType type = WireType::end;
        std::uint64_t value = 0;
        bool negative = false;  // an integer below zero: `value` is its two's complement
        double number = 0;
    };

    bool next(Token& token);
    bool expect(WireType type, Token& token);
    bool big_endian(std::size_t size, std::uint64_t& value);
    bool load(Token& token, unsigned marker);
    bool enough(const Token& token);
    bool wrong_type(WireType expected, WireType found);
    BytesView take(std::uint64_t size) noexcept;
    bool fail_depth();

    BytesView in_;
    std::size_t at_ = 0;
    DecodeLimits limits_;
    std::size_t memory_ = 0;
    unsigned depth_ = 0;
    bool failed_ = false;
    DecodeError error_;
};

[[nodiscard]] std::string_view to_string(WireType type) noexcept;  // "integer"

}  // namespace hangar::ipc
