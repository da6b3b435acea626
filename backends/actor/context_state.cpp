// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/backends/actor/context_error.hpp>
#include <hangar/backends/actor/context_state.hpp>

namespace hangar::actor {

using runtime::Task;

namespace {

[[noreturn]] void out_of_turn(const ipc::Identity& peer, const char* what) {
    throw ipc::ChannelError(
        {ipc::ProtocolError::unexpected_message, fmt::format("{} of {}", what, peer.text())});
}

}  // namespace

ContextState::ContextState(ContextLine line, std::uint64_t number, bool opened_by_us)
    : line_(line),
      number_(number),
      opened_by_us_(opened_by_us),
      node_{nullptr, &line.node, nullptr, number | tasks::CallNode::is_context},
      peer_(line.channel.peer()) {}

void ContextState::begin(StreamOptions ours, ipc::StreamWindow theirs) {
    options_ = ours;
    inbox_.emplace(ours.buffer);
    credit_.open(theirs);
}

void ContextState::open_stream() {
    if (!has_started()) throw ContextError("a stream was opened before started()");
    if (stream_opened_) throw ContextError("a context has one stream: it was opened before");
    stream_opened_ = true;
}

Task<void> ContextState::send_item(ipc::Bytes value) {
    if (sending_finished_) throw StreamClosed("this side has closed the stream");
    auto taking = credit_.take(node_);
    const bool granted = co_await taking;
    if (!granted) {
        throw_if_failed();
        throw StreamClosed(fmt::format("{} receives no more", peer_.text()));
    }
    try {
        ipc::StreamItem item{id(), std::move(value)};
        auto sending = send(std::move(item));
        co_await std::move(sending);
    } catch (const runtime::Cancelled&) {
        credit_.grant(1);
        throw;
    }
}

Task<std::optional<ipc::ReceivedValue>> ContextState::receive_item() {
    if (closed_) co_return std::nullopt;
    auto receiving = inbox_->receive_as(tasks::WaitKind::item, &node_);
    std::optional<ipc::ReceivedValue> item = co_await receiving;
    if (item) {
        credit_received();
    } else {
        throw_if_failed();
    }
    co_return item;
}

// In batches: a credit message for each item would double the traffic.
void ContextState::credit_received() {
    if (options_.overrun != Overrun::wait || over()) return;
    if (++uncredited_ * 2 < options_.buffer) return;
    try_send(ipc::StreamCredit{id(), std::exchange(uncredited_, 0)});
}

void ContextState::finish_sending() {
    if (sending_finished_ || !stream_opened_) return;
    sending_finished_ = true;
    if (!over()) try_send(ipc::StreamEnd{id(), false});
}

void ContextState::close_stream() {
    if (closed_ || !stream_opened_) return;
    closed_ = sending_finished_ = true;
    end_stream();
    if (!over()) try_send(ipc::StreamEnd{id(), true});
}

void ContextState::end_stream() noexcept {
    if (inbox_) inbox_->close();
    credit_.close();
}

void ContextState::end() noexcept {
    end_stream();
    over_.set();
}

void ContextState::fail(std::exception_ptr error) noexcept {
    if (over()) return;
    failure_ = std::move(error);
    // Those who wait first: their waits are complete by the time the scope is cancelled.
    end();
    if (scope_ != nullptr) scope_->cancel("its context failed");
}

void ContextState::throw_if_failed() {
    if (!failure_) return;
    told_ = true;
    std::rethrow_exception(failure_);
}

void ContextState::on_item(ipc::BytesView value) {
    if (!has_started()) out_of_turn(peer_, "an item before the context had started");
    if (over() || closed_) return;
    if (inbox_->closed()) out_of_turn(peer_, "an item after the end of the stream");
    if (inbox_->size() < options_.buffer) {
        static_cast<void>(inbox_->try_send(ipc::ReceivedValue(value)));
        return;
    }
    switch (options_.overrun) {
        case Overrun::wait:
            out_of_turn(peer_, "an item without credit");
        case Overrun::fail:
            return fail(std::make_exception_ptr(
                StreamOverrun(fmt::format("{} sent more than the {} items that were to be buffered",
                                          peer_.text(), options_.buffer))));
        case Overrun::drop_oldest:
            static_cast<void>(inbox_->try_receive());
            static_cast<void>(inbox_->try_send(ipc::ReceivedValue(value)));
            ++dropped_;
    }
}

void ContextState::on_stream_end(bool closed) {
    if (!has_started()) out_of_turn(peer_, "a stream's end before the context had started");
    inbox_->close();
    if (closed) credit_.close();
}

void ContextState::detach() noexcept {
    end();
    line_.reset();
}

void ContextState::break_channel() noexcept {
    if (line_) line_->channel.close({ipc::ProtocolError::lost, "broken for a test"});
}

}  // namespace hangar::actor
