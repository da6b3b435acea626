// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/decode_error.hpp>

namespace hangar::ipc {

std::string DecodeError::message() const {
    return where.empty() ? detail : where + ": " + detail;
}

std::string_view to_string(DecodeFault fault) noexcept {
    switch (fault) {
        case DecodeFault::wrong_type:
            return "wrong-type";
        case DecodeFault::out_of_range:
            return "out-of-range";
        case DecodeFault::wrong_size:
            return "wrong-size";
        case DecodeFault::truncated:
            return "truncated";
        case DecodeFault::trailing:
            return "trailing";
        case DecodeFault::too_deep:
            return "too-deep";
        case DecodeFault::too_large:
            return "too-large";
        case DecodeFault::not_messagepack:
            return "not-messagepack";
    }
    return "unknown";
}

}  // namespace hangar::ipc
