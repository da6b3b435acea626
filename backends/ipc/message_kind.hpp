// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hangar::ipc {

// What a frame carries. Closed within a version of the protocol; the numbers are on the wire:
// 0x00-0x0f the handshake, 0x10-0x1f calls, 0x20-0x2f an actor's life, 0x30-0x3f what it does,
// 0x40-0x4f contexts, 0x50-0x5f their streams.
enum class MessageKind : std::uint8_t {
    knock = 0x01,
    challenge = 0x02,
    hello = 0x03,
    welcome = 0x04,
    refusal = 0x05,

    call_request = 0x10,
    call_result = 0x11,
    call_failure = 0x12,
    call_cancel = 0x13,

    actor_cancel = 0x20,
    actor_cancel_ack = 0x21,
    actor_exited = 0x22,

    tasks_request = 0x30,
    tasks_report = 0x31,

    context_request = 0x40,
    context_started = 0x41,
    context_result = 0x42,
    context_failure = 0x43,
    context_cancel = 0x44,

    stream_item = 0x50,
    stream_credit = 0x51,
    stream_end = 0x52,
};

[[nodiscard]] std::optional<MessageKind> to_message_kind(std::uint8_t number) noexcept;
[[nodiscard]] std::string_view to_string(MessageKind kind) noexcept;  // "call-request"

}  // namespace hangar::ipc
