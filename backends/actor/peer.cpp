// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstring>
#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/peer.hpp>
#include <hangar/backends/actor/remote_error.hpp>
#include <hangar/backends/ipc/message.hpp>
#include <hangar/backends/runtime/scopes.hpp>

namespace hangar::actor {
namespace {

using runtime::Task;

std::int64_t now_ns() {
    return runtime::Loop::running().now().time_since_epoch().count();
}

}  // namespace

// However serve() ends, the channel has ended.
class Peer::Ending {
  public:
    explicit Ending(Peer& peer) noexcept : peer_(peer) {}
    ~Ending() { peer_.end(); }
    Ending(const Ending&) = delete;
    Ending& operator=(const Ending&) = delete;

  private:
    Peer& peer_;
};

Peer::Peer(ipc::Channel channel, ipc::Identity self)
    : channel_(std::move(channel)),
      self_(std::move(self)),
      contexts_(ContextLine{channel_, self_, node_}) {
    const ipc::Identity& other = identity();
    other.name.copy(node_.name, sizeof node_.name - 1);
    std::memcpy(node_.uid, other.uuid.bytes.data(), sizeof node_.uid);
    node_.pid = other.process.pid;
    node_.start_time = other.process.start_time;
}

Peer::~Peer() = default;

Task<void> Peer::serve(runtime::Nursery& calls) {
    const Ending ending(*this);
    calls_ = &calls;
    contexts_.serve_in(&calls);
    try {
        auto reading = read_frames();
        co_await std::move(reading);
    } catch (const ipc::ChannelError& e) {
        end_reason_ = e.what();
        log(LogLevel::debug, "ipc", fmt::format("{}: {}", identity().text(), e.what()));
    }
}

void Peer::stop_answering() noexcept {
    calls_ = nullptr;
    contexts_.serve_in(nullptr);
}

Task<void> Peer::read_frames() {
    for (;;) {
        auto receiving = channel_.receive();
        const auto frame = co_await std::move(receiving);
        if (!frame) co_return;
        auto handled = dispatch(*frame);
        co_await std::move(handled);
    }
}

template <ipc::Message M>
M Peer::decode(const ipc::FrameView& frame) {
    auto message = ipc::decode_message<M>(frame);
    if (!message) throw ipc::ChannelError(message.error());
    return std::move(*message);
}

Task<void> Peer::dispatch(ipc::FrameView frame) {
    const auto kind = ipc::kind_of(frame);
    if (!kind) throw ipc::ChannelError(kind.error());
    switch (*kind) {
        case ipc::MessageKind::call_request:
            on_request(decode<ipc::CallRequest>(frame));
            co_return;
        case ipc::MessageKind::call_result:
            on_result(decode<ipc::CallResult>(frame));
            co_return;
        case ipc::MessageKind::call_failure:
            on_failure(decode<ipc::CallFailure>(frame));
            co_return;
        case ipc::MessageKind::call_cancel: {
            const auto served = served_.find(decode<ipc::CallCancel>(frame).id);
            if (served != served_.end()) served->second->cancel("its caller");
            co_return;
        }
        case ipc::MessageKind::actor_cancel: {
            const auto cancel = decode<ipc::ActorCancel>(frame);
            const ipc::ActorCancelAck acknowledgement;
            auto sending = channel_.send(acknowledgement);
            co_await std::move(sending);
            if (on_cancel_) on_cancel_(cancel);
            co_return;
        }
        case ipc::MessageKind::actor_cancel_ack:
            node_.cancel_acknowledged_ns = now_ns();
            cancel_acknowledged_.set();
            co_return;
        case ipc::MessageKind::actor_exited:
            last_words_ = decode<ipc::ActorExited>(frame);
            co_return;
        case ipc::MessageKind::tasks_request:
            Actor::current().task_relay().answer(*this, decode<ipc::TasksRequest>(frame).id);
            co_return;
        case ipc::MessageKind::tasks_report:
            Actor::current().task_relay().take(*this, decode<ipc::TasksReport>(frame));
            co_return;
        case ipc::MessageKind::context_request:
        case ipc::MessageKind::context_started:
        case ipc::MessageKind::context_result:
        case ipc::MessageKind::context_failure:
        case ipc::MessageKind::context_cancel:
        case ipc::MessageKind::stream_item:
        case ipc::MessageKind::stream_credit:
        case ipc::MessageKind::stream_end:
            contexts_.dispatch(*kind, frame);
            co_return;
        case ipc::MessageKind::knock:
        case ipc::MessageKind::challenge:
        case ipc::MessageKind::hello:
        case ipc::MessageKind::welcome:
        case ipc::MessageKind::refusal:
            break;
    }
    throw ipc::ChannelError({ipc::ProtocolError::unexpected_message,
                             fmt::format("{} after the handshake", ipc::to_string(*kind))});
}

Task<bool> Peer::cancel_actor(std::string reason, os::Duration limit) {
    auto asking = [&]() -> Task<void> {
        const ipc::ActorCancel cancel{reason, self_};
        node_.cancel_sent_ns = now_ns();
        auto sending = channel_.send(cancel);
        co_await std::move(sending);
        auto acknowledged = cancel_acknowledged_.wait();
        co_await acknowledged;
    };
    try {
        auto bounded = runtime::move_on_after(limit, std::ref(asking));
        co_return co_await std::move(bounded);
    } catch (const ipc::ChannelError&) {
        co_return false;
    }
}

Task<void> Peer::say_exited(std::optional<ipc::RemoteErrorData> error) {
    auto saying = [&]() -> Task<void> {
        const ipc::ActorExited exited{std::move(error)};
        auto sending = channel_.send(exited);
        co_await std::move(sending);
    };
    try {
        auto bounded = runtime::move_on_after(farewell_limit, std::ref(saying));
        static_cast<void>(co_await std::move(bounded));
    } catch (const ipc::ChannelError&) {
        // Nobody listens any more: there is nobody to tell.
    }
}

std::size_t Peer::fail_calls(const std::exception_ptr& error) noexcept {
    std::size_t failed = contexts_.fail_opened(error);
    for (const auto& [id, call] : pending_) {
        if (call->is_given()) continue;
        call->fail(error);
        ++failed;
    }
    return failed;
}

void Peer::end() noexcept {
    if (ended_.is_set()) return;
    channel_.close();
    node_.flags |= tasks::PeerNode::ended;
    ended_.set();
    for (const auto& [id, scope] : served_) scope->cancel("the channel ended");
    const auto gone = std::make_exception_ptr(
        ActorDied(fmt::format("actor {} is gone ({})", identity().text(), end_reason_)));
    contexts_.cancel_served(gone);
    if (!keeps_calls_) fail_calls(gone);
}

}  // namespace hangar::actor
