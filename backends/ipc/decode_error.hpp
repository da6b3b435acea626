// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace hangar::ipc {

// What is wrong with bytes that should have been a value.
enum class DecodeFault {
    wrong_type,      // a string where an integer was expected
    out_of_range,    // an integer that the type cannot hold, an enumerator that does not exist
    wrong_size,      // three elements where there are two members
    truncated,       // the bytes end before the value does, or a length promises more than is there
    trailing,        // the value ends before the bytes do
    too_deep,        // containers nested beyond the limit
    too_large,       // it would take more memory than the limit
    not_messagepack  // a byte that MessagePack does not define
};

// Why a value could not be decoded. A value; any thread.
// `where` leads from the outside in ("argument 2: member causes: element 0"), empty at the top.
struct DecodeError {
    DecodeFault fault = DecodeFault::wrong_type;
    std::string where;
    std::string detail;  // "expected integer, found string"

    [[nodiscard]] std::string message() const;  // "argument 2: expected integer, found string"
    friend bool operator==(const DecodeError&, const DecodeError&) = default;
};

[[nodiscard]] std::string_view to_string(DecodeFault fault) noexcept;  // "wrong-type"

}  // namespace hangar::ipc
