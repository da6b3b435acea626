// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/protocol_error.hpp>

#include <utility>

namespace hangar::ipc {

std::string Error::message() const {
    std::string text(to_string(code));
    return detail.empty() ? text : text + ": " + detail;
}

tl::unexpected<Error> error(ProtocolError code, std::string detail) {
    return tl::unexpected(Error{code, std::move(detail)});
}

tl::unexpected<Error> error(const DecodeError& cause) {
    return error(ProtocolError::malformed_message, cause.message());
}

std::string_view to_string(ProtocolError code) noexcept {
    switch (code) {
        case ProtocolError::garbage:
            return "garbage";
        case ProtocolError::oversized:
            return "oversized";
        case ProtocolError::truncated:
            return "truncated";
        case ProtocolError::wrong_version:
            return "wrong-version";
        case ProtocolError::wrong_secret:
            return "wrong-secret";
        case ProtocolError::replayed:
            return "replayed";
        case ProtocolError::malformed_message:
            return "malformed-message";
        case ProtocolError::unexpected_message:
            return "unexpected-message";
        case ProtocolError::peer_credentials:
            return "peer-credentials";
        case ProtocolError::refused:
            return "refused";
        case ProtocolError::timed_out:
            return "timed-out";
        case ProtocolError::closed:
            return "closed";
        case ProtocolError::lost:
            return "lost";
    }
    return "unknown";
}

}  // namespace hangar::ipc
