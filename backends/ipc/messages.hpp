// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <hangar/backends/ipc/message.hpp>
#include <hangar/backends/ipc/remote_error_data.hpp>

// What two actors say to each other once they know each other (handshake_messages.hpp).
namespace hangar::ipc {

// Call ids are the caller's, unique per channel and direction.
using CallId = std::uint64_t;

// Run a function. Answered by exactly one CallResult or CallFailure of the same id.
struct CallRequest {
    static constexpr auto kind = MessageKind::call_request;
    CallId id = 0;
    std::string function;      // its name, for people and for the lookup
    std::string module;        // the file that holds it, as its loader names it; empty: the program
    std::uint64_t offset = 0;  // within that module
    Bytes arguments;           // encode_arguments
    std::optional<std::chrono::nanoseconds> time_left;  // of the caller's deadline
    friend bool operator==(const CallRequest&, const CallRequest&) = default;
};
HANGAR_SERIALIZE(CallRequest, id, function, module, offset, arguments, time_left);

struct CallResult {
    static constexpr auto kind = MessageKind::call_result;
    CallId id = 0;
    Bytes value;  // encode; nil for void
    friend bool operator==(const CallResult&, const CallResult&) = default;
};
HANGAR_SERIALIZE(CallResult, id, value);

struct CallFailure {
    static constexpr auto kind = MessageKind::call_failure;
    CallId id = 0;
    RemoteErrorData error;
    friend bool operator==(const CallFailure&, const CallFailure&) = default;
};
HANGAR_SERIALIZE(CallFailure, id, error);

// The caller waits no longer. The answer still comes: a result that was quicker, or a failure of
// the shape `cancelled`.
struct CallCancel {
    static constexpr auto kind = MessageKind::call_cancel;
    CallId id = 0;
    std::string reason;
    friend bool operator==(const CallCancel&, const CallCancel&) = default;
};
HANGAR_SERIALIZE(CallCancel, id, reason);

// End the actor, gracefully. Acknowledged before its tasks have ended.
struct ActorCancel {
    static constexpr auto kind = MessageKind::actor_cancel;
    std::string reason;
    Identity canceller;
    friend bool operator==(const ActorCancel&, const ActorCancel&) = default;
};
HANGAR_SERIALIZE(ActorCancel, reason, canceller);

struct ActorCancelAck {
    static constexpr auto kind = MessageKind::actor_cancel_ack;
    friend bool operator==(const ActorCancelAck&, const ActorCancelAck&) = default;
};
HANGAR_SERIALIZE(ActorCancelAck);

// The last message of an actor that ended by itself; the error with which it did, if any.
struct ActorExited {
    static constexpr auto kind = MessageKind::actor_exited;
    std::optional<RemoteErrorData> error;
    friend bool operator==(const ActorExited&, const ActorExited&) = default;
};
HANGAR_SERIALIZE(ActorExited, error);

// Report your tasks, and those of the actors below you. Answered by a report for each actor, the
// asked one's first, as they come, and an empty one that is the last.
struct TasksRequest {
    static constexpr auto kind = MessageKind::tasks_request;
    std::uint64_t id = 0;  // the asker's, unique per channel
    friend bool operator==(const TasksRequest&, const TasksRequest&) = default;
};
HANGAR_SERIALIZE(TasksRequest, id);

struct TasksReport {
    static constexpr auto kind = MessageKind::tasks_report;
    std::uint64_t id = 0;
    Bytes actor;  // encoded by the actor layer; passed on as it is
    bool last = false;
    friend bool operator==(const TasksReport&, const TasksReport&) = default;
};
HANGAR_SERIALIZE(TasksReport, id, actor, last);

}  // namespace hangar::ipc
