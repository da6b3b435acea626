// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <hangar/backends/actor/context_table.hpp>
#include <hangar/backends/actor/function.hpp>
#include <hangar/backends/ipc/channel.hpp>
#include <hangar/backends/ipc/messages.hpp>
#include <hangar/backends/runtime/event.hpp>
#include <hangar/backends/runtime/nursery.hpp>
#include <hangar/backends/runtime/reply.hpp>

namespace hangar::actor {

// The other end of a channel: calls it, and answers its calls. Belongs to its loop's thread.
class Peer {
  public:
    // `self` is who we are: errors that we send say so.
    Peer(ipc::Channel channel, ipc::Identity self);
    ~Peer();
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    [[nodiscard]] const ipc::Identity& identity() const noexcept { return channel_.peer(); }

    // Reads and answers until the channel ends. What the other side asks for runs in `calls`, until
    // it is through or the channel ends; its errors go back to whoever called, never to the
    // nursery. Throws nothing but Cancelled. Requires: we outlive that nursery's tasks.
    runtime::Task<void> serve(runtime::Nursery& calls);
    // From here on calls that arrive are refused as cancelled: their nursery is about to go.
    void stop_answering() noexcept;

    // Runs a function over there. A cancelled wait cancels the call. Throws RemoteError, or
    // ActorDied when the channel ends before the answer.
    runtime::Task<ipc::Bytes> call(FunctionRef function, ipc::Bytes arguments);
    // What runs over there beside us, and what runs here for them.
    [[nodiscard]] ContextTable& contexts() noexcept { return contexts_; }
    // Throws ActorDied if the channel has ended.
    void require_open() const;
    // Asks the other actor to end. Whether it acknowledged within `limit`. Throws nothing.
    runtime::Task<bool> cancel_actor(std::string reason, os::Duration limit);
    // The last that we say: that we end, and with which error. Bounded; throws nothing.
    runtime::Task<void> say_exited(std::optional<ipc::RemoteErrorData> error);

    // Called when the other side asks us to end; it has been acknowledged by then.
    void on_cancel(std::function<void(const ipc::ActorCancel&)> action) {
        on_cancel_ = std::move(action);
    }
    // Set when the channel has ended, either way.
    [[nodiscard]] runtime::Event& ended() noexcept { return ended_; }
    // Its last message, if it came to say one.
    [[nodiscard]] const std::optional<ipc::ActorExited>& last_words() const noexcept {
        return last_words_;
    }
    // Why the channel ended: "closed", or the protocol's error.
    [[nodiscard]] const std::string& end_reason() const noexcept { return end_reason_; }
    // Fails the calls and contexts that still wait; how many there were.
    std::size_t fail_calls(const std::exception_ptr& error) noexcept;
    // Keeps waiting calls waiting when the channel ends, for somebody knows more than that it did
    // and will fail them: fail_calls.
    void keep_calls_when_ended() noexcept { keeps_calls_ = true; }
    void close() noexcept { channel_.close(); }
    // A small message that nobody waits for. Whether it will leave.
    template <ipc::Message M>
    bool try_send(const M& message) {
        return channel_.try_send(message);
    }
    // How readers outside see it (listed_peer.hpp).
    [[nodiscard]] tasks::PeerNode& node() noexcept { return node_; }

  private:
    class Ending;
    class Enlisted;

    // How long an ending actor takes at most to get its last messages out.
    static constexpr std::chrono::milliseconds farewell_limit{500};
    using PendingCall = runtime::Reply<ipc::Bytes>;

    runtime::Task<void> read_frames();
    runtime::Task<void> dispatch(ipc::FrameView frame);
    void on_request(ipc::CallRequest request);
    runtime::Task<void> answer(ipc::CallRequest request);
    runtime::Task<bool> reply(const ipc::CallRequest& request, ipc::Bytes value,
                              std::optional<ipc::RemoteErrorData>& failure);
    runtime::Task<void> take_back(ipc::CallId id, PendingCall& pending);
    void on_result(ipc::CallResult result);
    void on_failure(ipc::CallFailure failure);
    void end() noexcept;
    template <ipc::Message M>
    M decode(const ipc::FrameView& frame);

    ipc::Channel channel_;
    tasks::PeerNode node_;
    ipc::Identity self_;
    ContextTable contexts_;
    runtime::Nursery* calls_ = nullptr;  // where the calls that we answer run
    ipc::CallId last_id_ = 0;
    std::map<ipc::CallId, PendingCall*> pending_;
    std::map<ipc::CallId, runtime::CancelScope*> served_;
    runtime::Event ended_;
    runtime::Event cancel_acknowledged_;
    std::optional<ipc::ActorExited> last_words_;
    std::function<void(const ipc::ActorCancel&)> on_cancel_;
    std::string end_reason_ = "closed";
    bool keeps_calls_ = false;
};

}  // namespace hangar::actor
