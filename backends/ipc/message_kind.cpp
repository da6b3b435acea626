// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/message_kind.hpp>

namespace hangar::ipc {

std::optional<MessageKind> to_message_kind(std::uint8_t number) noexcept {
    const auto kind = static_cast<MessageKind>(number);
    if (to_string(kind).empty()) return std::nullopt;
    return kind;
}

std::string_view to_string(MessageKind kind) noexcept {
    switch (kind) {
        case MessageKind::knock:
            return "knock";
        case MessageKind::challenge:
            return "challenge";
        case MessageKind::hello:
            return "hello";
        case MessageKind::welcome:
            return "welcome";
        case MessageKind::refusal:
            return "refusal";
        case MessageKind::call_request:
            return "call-request";
        case MessageKind::call_result:
            return "call-result";
        case MessageKind::call_failure:
            return "call-failure";
        case MessageKind::call_cancel:
            return "call-cancel";
        case MessageKind::actor_cancel:
            return "actor-cancel";
        case MessageKind::actor_cancel_ack:
            return "actor-cancel-ack";
        case MessageKind::actor_exited:
            return "actor-exited";
        case MessageKind::tasks_request:
            return "tasks-request";
        case MessageKind::tasks_report:
            return "tasks-report";
        case MessageKind::context_request:
            return "context-request";
        case MessageKind::context_started:
            return "context-started";
        case MessageKind::context_result:
            return "context-result";
        case MessageKind::context_failure:
            return "context-failure";
        case MessageKind::context_cancel:
            return "context-cancel";
        case MessageKind::stream_item:
            return "stream-item";
        case MessageKind::stream_credit:
            return "stream-credit";
        case MessageKind::stream_end:
            return "stream-end";
    }
    return {};
}

}  // namespace hangar::ipc
