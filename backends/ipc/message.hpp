// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/ipc/codec.hpp>
#include <hangar/backends/ipc/frame_writer.hpp>
#include <hangar/backends/ipc/message_kind.hpp>

namespace hangar::ipc {

// A struct that is the payload of one kind of frame.
template <class M>
concept Message = Encodable<M> && Decodable<M> && requires {
    { M::kind } -> std::convertible_to<MessageKind>;
};

// Encoded in place behind the frames that are waiting. Errors: `oversized`; nothing was appended.
template <Message M>
Status append_message(FrameWriter& out, const M& message) {
    return out.append_with(static_cast<std::uint8_t>(M::kind),
                           [&](Writer& writer) { write(writer, message); });
}

// The frame's kind. Errors: `malformed_message` for a number that is none.
[[nodiscard]] Result<MessageKind> kind_of(const FrameView& frame);

// Errors: `unexpected_message` for a frame of another kind; `malformed_message`, saying where.
template <Message M>
[[nodiscard]] Result<M> decode_message(const FrameView& frame);

namespace detail {

[[nodiscard]] tl::unexpected<Error> unexpected_kind(const FrameView& frame, MessageKind expected);
[[nodiscard]] tl::unexpected<Error> malformed(MessageKind kind, const DecodeError& cause);

}  // namespace detail

template <Message M>
Result<M> decode_message(const FrameView& frame) {
    if (frame.kind != static_cast<std::uint8_t>(M::kind))
        return detail::unexpected_kind(frame, M::kind);
    auto message = decode<M>(frame.payload);
    if (!message) return detail::malformed(M::kind, message.error());
    return std::move(*message);
}

}  // namespace hangar::ipc
