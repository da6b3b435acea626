// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include <hangar/backends/ipc/message.hpp>
#include <hangar/backends/ipc/received_value.hpp>
#include <hangar/backends/ipc/remote_error_data.hpp>

// Contexts and their streams: a function over there that runs beside its caller, and talks with it.
//
//   opener                                       opened
//     ContextRequest  ------------------------->
//                     <-------------------------  ContextStarted, at most once
//     StreamItem, StreamCredit, StreamEnd  <--->  the same, once started
//     ContextCancel   ------------------------->  any number of times
//                     <-------------------------  ContextResult or ContextFailure: exactly one
//
// Either side of a channel may open contexts. What comes for a context that has ended is ignored,
// for it crossed the end on its way. Anything else that is out of turn ends the channel.
namespace hangar::ipc {

// Ids are the opener's, unique per channel and direction; so each message says who opened it.
struct ContextId {
    std::uint64_t number = 0;
    bool by_sender = false;  // of this message
    friend bool operator==(const ContextId&, const ContextId&) = default;
};
HANGAR_SERIALIZE(ContextId, number, by_sender);

// How many items the receiver of a stream takes before it grants credit for more.
struct StreamWindow {
    std::uint32_t items = 0;
    bool unlimited = false;  // the sender need not count: the receiver copes, or fails the context
    friend bool operator==(const StreamWindow&, const StreamWindow&) = default;
};
HANGAR_SERIALIZE(StreamWindow, items, unlimited);

struct ContextRequest {
    static constexpr auto kind = MessageKind::context_request;
    ContextId id;
    std::string function;  // as in CallRequest
    std::string module;
    std::uint64_t offset = 0;
    Bytes arguments;
    StreamWindow window;  // of the opener's receiving end
    friend bool operator==(const ContextRequest&, const ContextRequest&) = default;
};
HANGAR_SERIALIZE(ContextRequest, id, function, module, offset, arguments, window);

struct ContextStarted {
    static constexpr auto kind = MessageKind::context_started;
    ContextId id;
    Bytes value;
    StreamWindow window;  // of the opened one's receiving end
    friend bool operator==(const ContextStarted&, const ContextStarted&) = default;
};
HANGAR_SERIALIZE(ContextStarted, id, value, window);

struct ContextResult {
    static constexpr auto kind = MessageKind::context_result;
    ContextId id;
    Bytes value;
    friend bool operator==(const ContextResult&, const ContextResult&) = default;
};
HANGAR_SERIALIZE(ContextResult, id, value);

struct ContextFailure {
    static constexpr auto kind = MessageKind::context_failure;
    ContextId id;
    RemoteErrorData error;
    friend bool operator==(const ContextFailure&, const ContextFailure&) = default;
};
HANGAR_SERIALIZE(ContextFailure, id, error);

struct ContextCancel {
    static constexpr auto kind = MessageKind::context_cancel;
    ContextId id;
    std::string reason;
    Identity canceller;
    friend bool operator==(const ContextCancel&, const ContextCancel&) = default;
};
HANGAR_SERIALIZE(ContextCancel, id, reason, canceller);

struct StreamItem {
    static constexpr auto kind = MessageKind::stream_item;
    ContextId id;
    Bytes value;
    friend bool operator==(const StreamItem&, const StreamItem&) = default;
};
HANGAR_SERIALIZE(StreamItem, id, value);

// The same where it arrives; valid as long as its frame.
struct ArrivedItem {
    static constexpr auto kind = MessageKind::stream_item;
    ContextId id;
    BorrowedBytes value;
};
HANGAR_SERIALIZE(ArrivedItem, id, value);

// Its sender takes so many items more.
struct StreamCredit {
    static constexpr auto kind = MessageKind::stream_credit;
    ContextId id;
    std::uint32_t items = 0;
    friend bool operator==(const StreamCredit&, const StreamCredit&) = default;
};
HANGAR_SERIALIZE(StreamCredit, id, items);

// Its sender sends no more; with `closed` it receives no more, either.
struct StreamEnd {
    static constexpr auto kind = MessageKind::stream_end;
    ContextId id;
    bool closed = false;
    friend bool operator==(const StreamEnd&, const StreamEnd&) = default;
};
HANGAR_SERIALIZE(StreamEnd, id, closed);

}  // namespace hangar::ipc
