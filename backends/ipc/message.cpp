// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/message.hpp>

#include <fmt/format.h>

namespace hangar::ipc {

Result<MessageKind> kind_of(const FrameView& frame) {
    if (const auto kind = to_message_kind(frame.kind)) return *kind;
    return error(ProtocolError::malformed_message,
                 fmt::format("there is no message of kind 0x{:02x}", frame.kind));
}

namespace detail {

tl::unexpected<Error> unexpected_kind(const FrameView& frame, MessageKind expected) {
    const auto kind = kind_of(frame);
    if (!kind) return tl::unexpected(kind.error());
    return error(
        ProtocolError::unexpected_message,
        fmt::format("a {} where a {} was expected", to_string(*kind), to_string(expected)));
}

tl::unexpected<Error> malformed(MessageKind kind, const DecodeError& cause) {
    return error(ProtocolError::malformed_message,
                 fmt::format("{}: {}", to_string(kind), cause.message()));
}

}  // namespace detail
}  // namespace hangar::ipc
