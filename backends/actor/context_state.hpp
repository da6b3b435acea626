// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <optional>
#include <string>

#include <hangar/backends/actor/credit.hpp>
#include <hangar/backends/actor/stream_options.hpp>
#include <hangar/backends/ipc/channel.hpp>
#include <hangar/backends/runtime/cancel_scope.hpp>
#include <hangar/backends/runtime/channel.hpp>
#include <hangar/backends/runtime/event.hpp>

namespace hangar::actor {

// What contexts of one channel have in common: the channel, who we are on it, and how readers
// outside see who is at its other end.
struct ContextLine {
    ipc::Channel& channel;
    const ipc::Identity& self;
    tasks::PeerNode& node;
};

// One end of a context and of its stream. The ends differ in who began (OpenedContext) and who was
// asked to serve (ServedContext). Belongs to its loop's thread. Handles share it: what is left of a
// context that is over stays safe to use, and says so.
class ContextState {
  public:
    ContextState(const ContextState&) = delete;
    ContextState& operator=(const ContextState&) = delete;

    // The one stream of this end. Throws ContextError: before started(), or the second time.
    void open_stream();
    // Waits while the other end has no room. Throws StreamClosed; whatever ended the context.
    runtime::Task<void> send_item(ipc::Bytes value);
    // Nothing at the end of the stream. Throws whatever ended the context.
    runtime::Task<std::optional<ipc::ReceivedValue>> receive_item();
    // The other end reads the end of the stream, and may go on sending.
    void finish_sending();
    // Both directions; what has not been received is lost. Idempotent.
    void close_stream();
    // How many items Overrun::drop_oldest has dropped at this end.
    [[nodiscard]] std::uint64_t dropped() const noexcept { return dropped_; }

    // Ends this end with an error, StreamOverrun or that the channel ended: whoever waits for the
    // context is told, everything else in its scope is cancelled. The first error stays.
    void fail(std::exception_ptr error) noexcept;
    // Whether that is the error it was failed with.
    [[nodiscard]] bool failed_with(const std::exception_ptr& error) const noexcept {
        return failure_ && error == failure_;
    }
    [[nodiscard]] bool over() const noexcept { return over_.is_set(); }
    [[nodiscard]] std::uint64_t number() const noexcept { return number_; }
    [[nodiscard]] const ipc::Identity& peer() const noexcept { return peer_; }
    // How readers outside see it.
    [[nodiscard]] tasks::CallNode& node() noexcept { return node_; }
    // Closes the channel that carries it and says nothing to anybody: a fault, for tests of faults.
    void break_channel() noexcept;

    // What the other end says. Throws ChannelError when it is out of turn.
    void on_item(ipc::BytesView value);
    void on_credit(std::uint32_t items) noexcept { credit_.grant(items); }
    void on_stream_end(bool closed);
    // The channel's list no longer has it: nothing leaves any more.
    void detach() noexcept;

  protected:
    ContextState(ContextLine line, std::uint64_t number, bool opened_by_us);
    ~ContextState() = default;

    [[nodiscard]] ipc::ContextId id() const noexcept { return {number_, opened_by_us_}; }
    void begin(StreamOptions ours, ipc::StreamWindow theirs);
    [[nodiscard]] bool has_started() const noexcept { return inbox_.has_value(); }
    void end_stream() noexcept;
    // This end is over, in order.
    void end() noexcept;
    // Sends, or waits for whoever knows how the channel ended and throws that.
    template <ipc::Message M>
    runtime::Task<void> send(M message);
    template <ipc::Message M>
    void try_send(const M& message) {
        if (line_) static_cast<void>(line_->channel.try_send(message));
    }
    void throw_if_failed();

    std::optional<ContextLine> line_;  // none once it is detached
    runtime::CancelScope* scope_ = nullptr;
    runtime::Event over_;
    std::exception_ptr failure_;
    bool told_ = false;    // somebody who waited has the failure
    bool closed_ = false;  // we have closed the stream

  private:
    void credit_received();

    std::uint64_t number_;
    bool opened_by_us_;
    tasks::CallNode node_;
    ipc::Identity peer_;
    StreamOptions options_;
    std::optional<runtime::Channel<ipc::ReceivedValue>> inbox_;
    Credit credit_;
    std::uint32_t uncredited_ = 0;  // received, and not yet made good to the sender
    std::uint64_t dropped_ = 0;
    bool stream_opened_ = false;
    bool sending_finished_ = false;
};

template <ipc::Message M>
runtime::Task<void> ContextState::send(M message) {
    throw_if_failed();
    if (!line_) throw ipc::ChannelError({ipc::ProtocolError::closed, "the context is over"});
    try {
        if constexpr (ipc::BulkMessage<M>) {
            auto sending = line_->channel.send_bulk(message);
            co_await std::move(sending);
        } else {
            auto sending = line_->channel.send(message);
            co_await std::move(sending);
        }
        co_return;
    } catch (const ipc::ChannelError& e) {
        if (e.code() == ipc::ProtocolError::oversized) throw;
    }
    auto told = over_.wait();
    co_await told;
    throw_if_failed();
}

}  // namespace hangar::actor
