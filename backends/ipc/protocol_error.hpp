// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include <hangar/backends/ipc/decode_error.hpp>

namespace hangar::ipc {

// Why a channel ended, or could not begin. Closed.
enum class ProtocolError {
    garbage,             // bytes that are no frame header
    oversized,           // a frame beyond the limit
    truncated,           // the stream ended inside a frame
    wrong_version,       // the peer speaks another version of the protocol
    wrong_secret,        // the peer does not know the run's secret
    replayed,            // a connect token that was never issued, or is used up
    malformed_message,   // a frame whose payload is not what its kind says
    unexpected_message,  // a good message at a time when it makes no sense
    peer_credentials,    // another user, or another process than the expected one
    refused,             // the peer said no, and why
    timed_out,           // the deadline passed
    closed,              // the peer closed the stream, at the end of a frame
    lost,                // the stream broke (a reset, any other error of the system)
};
constexpr ProtocolError last_enumerator(ProtocolError) {
    return ProtocolError::lost;
}

// A protocol error with its sentence. A value; any thread.
struct Error {
    ProtocolError code = ProtocolError::garbage;
    std::string detail;

    [[nodiscard]] std::string message() const;  // "wrong-secret: the proof does not verify"
    friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

[[nodiscard]] tl::unexpected<Error> error(ProtocolError code, std::string detail);
[[nodiscard]] tl::unexpected<Error> error(const DecodeError& cause);  // malformed_message

[[nodiscard]] std::string_view to_string(ProtocolError code) noexcept;  // "wrong-secret"

}  // namespace hangar::ipc
