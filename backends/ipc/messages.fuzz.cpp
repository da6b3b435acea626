// SPDX-License-Identifier: Apache-2.0
// Any payload of any kind is a message or a typed error; a message that was decoded crosses again.
#include <hangar/backends/ipc/messages.hpp>

#include <hangar/backends/ipc/context_messages.hpp>
#include <hangar/backends/ipc/handshake_messages.hpp>
#include <hangar/diag/os/invariant.hpp>

namespace {

using namespace hangar::ipc;

template <Message M>
void try_as(const FrameView& frame) {
    if (frame.kind != static_cast<std::uint8_t>(M::kind)) return;
    const auto message = decode_message<M>(frame);
    if (!message) return;
    const auto bytes = encode(*message);
    const auto again = decode<M>(bytes);
    hangar::os::require(again.has_value() && encode(*again) == bytes, "a message crosses again");
}

// Whoever receives an item decodes what it holds, and gets what it would of the bytes themselves.
void receive(const FrameView& frame) {
    const auto item = decode_message<ArrivedItem>(frame);
    if (!item) return;
    const BytesView value = item->value.view;
    const auto bytes = ReceivedValue(value).decode<Bytes>();
    const auto plain = decode<Bytes>(value);
    hangar::os::require(bytes == plain, "bytes are the bytes that were sent");
    hangar::os::require(ReceivedValue(value).decode<int>() == decode<int>(value), "so is a number");
}

// What the codecs accept is well-formed MessagePack.
void skip(BytesView payload) {
    Reader reader(payload);
    static_cast<void>(reader.skip() && reader.finish());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    const FrameView frame{data[0], std::as_bytes(std::span(data, size)).subspan(1)};
    skip(frame.payload);
    try_as<Knock>(frame);
    try_as<Challenge>(frame);
    try_as<Hello>(frame);
    try_as<Welcome>(frame);
    try_as<Refusal>(frame);
    try_as<CallRequest>(frame);
    try_as<CallResult>(frame);
    try_as<CallFailure>(frame);
    try_as<CallCancel>(frame);
    try_as<ActorCancel>(frame);
    try_as<ActorCancelAck>(frame);
    try_as<ActorExited>(frame);
    try_as<TasksRequest>(frame);
    try_as<TasksReport>(frame);
    try_as<ContextRequest>(frame);
    try_as<ContextStarted>(frame);
    try_as<ContextResult>(frame);
    try_as<ContextFailure>(frame);
    try_as<ContextCancel>(frame);
    try_as<StreamItem>(frame);
    if (frame.kind == static_cast<std::uint8_t>(MessageKind::stream_item)) receive(frame);
    try_as<StreamCredit>(frame);
    try_as<StreamEnd>(frame);
    return 0;
}
