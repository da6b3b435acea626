// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include <hangar/backends/ipc/bytes.hpp>
#include <hangar/backends/ipc/protocol_error.hpp>

// A frame is a header of 8 bytes and a payload:
//
//   offset  0  1   magic, 'h' 'g'
//           2      protocol version
//           3      kind of message (message_kind.hpp)
//           4..7   payload length, big-endian
//
// The first three bytes stay where they are in every version, so that two versions can tell each
// other apart. A length beyond the receiver's limit ends the channel.
namespace hangar::ipc {

inline constexpr std::uint8_t protocol_version = 2;
inline constexpr std::size_t frame_header_size = 8;
inline constexpr std::size_t default_max_payload = 64U << 20U;  // 64 MiB

// A frame whose payload is somebody else's. A value; as long-lived as that payload.
struct FrameView {
    std::uint8_t kind = 0;
    BytesView payload;
};

using HeaderBytes = std::array<std::byte, frame_header_size>;

// Requires: length < 4 GiB.
[[nodiscard]] HeaderBytes make_header(std::uint8_t kind, std::size_t length) noexcept;

struct FrameHeader {
    std::uint8_t kind = 0;
    std::size_t length = 0;
};

// The verdict on the first bytes of a frame, as early as it can be given: an error as soon as one
// of them is wrong, a header once all 8 are there. `complete` false: more bytes are needed.
struct HeaderCheck {
    bool complete = false;
    FrameHeader header;
};
[[nodiscard]] Result<HeaderCheck> check_header(BytesView bytes, std::size_t max_payload);

}  // namespace hangar::ipc
