// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include <hangar/backends/actor/context_state.hpp>
#include <hangar/backends/actor/function.hpp>
#include <hangar/backends/ipc/codec.hpp>

namespace hangar::actor {

// One end of the stream of a context: values of type In arrive, values of type Out leave, both in
// order and each as far as the other end has room for it (StreamOptions). Both halves may be used
// by tasks side by side. A handle, copyable; belongs to the loop's thread; safe to use, though of
// no use, when its context is over.
template <class In, class Out = In>
class Stream {
  public:
    explicit Stream(std::shared_ptr<ContextState> context) noexcept
        : context_(std::move(context)) {}

    // co_await stream.send(v): waits while the other end has no room. Throws StreamClosed when
    // nobody receives any more; what ended the context, if that was an error.
    runtime::Task<void> send(const Out& value) const {
        return send_bytes(context_, ipc::encode(value));
    }
    // co_await stream.receive(): the next value; nothing at the end of the stream, when the other
    // side has finished sending, closed it, or left the context. Throws what ended the context, if
    // that was an error, and ArgumentError for a value that does not decode.
    runtime::Task<std::optional<In>> receive() const { return receive_from(context_); }

    // Ends our sending half: the other end receives what was sent, then nothing.
    void finish_sending() const { context_->finish_sending(); }
    // Ends both halves; happens by itself at the end of the context. Idempotent.
    void close() const { context_->close_stream(); }
    // What was lost here to Overrun::drop_oldest.
    [[nodiscard]] std::uint64_t dropped() const noexcept { return context_->dropped(); }

  private:
    // Tasks start when they are awaited: they must not refer to the handle they came from.
    static runtime::Task<void> send_bytes(std::shared_ptr<ContextState> context, ipc::Bytes value) {
        auto sending = context->send_item(std::move(value));
        co_await std::move(sending);
    }
    static runtime::Task<std::optional<In>> receive_from(std::shared_ptr<ContextState> context) {
        auto receiving = context->receive_item();
        std::optional<ipc::ReceivedValue> item = co_await std::move(receiving);
        if (!item) co_return std::nullopt;
        auto value = std::move(*item).template decode<In>();
        if (!value) {
            throw ArgumentError("a stream's value from " + context->peer().text() + ": " +
                                value.error().message());
        }
        co_return std::move(*value);
    }

    std::shared_ptr<ContextState> context_;
};

}  // namespace hangar::actor
