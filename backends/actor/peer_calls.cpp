// SPDX-License-Identifier: Apache-2.0
// A peer's calls: those it asks for, and those it answers.
#include <fmt/format.h>

#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/lost_error.hpp>
#include <hangar/backends/actor/peer.hpp>
#include <hangar/backends/actor/remote_error.hpp>
#include <hangar/backends/actor/served_call.hpp>
#include <hangar/backends/ipc/message.hpp>
#include <hangar/backends/runtime/scopes.hpp>

namespace hangar::actor {
namespace {

// How long a cancelled call waits for the other side to be through with it.
constexpr std::chrono::seconds take_back_limit{1};

}  // namespace

using runtime::Task;

// A call that waits is in the list for as long.
class Peer::Enlisted {
  public:
    Enlisted(std::map<ipc::CallId, PendingCall*>& calls, ipc::CallId id) noexcept
        : calls_(calls), id_(id) {}
    ~Enlisted() { calls_.erase(id_); }
    Enlisted(const Enlisted&) = delete;
    Enlisted& operator=(const Enlisted&) = delete;

  private:
    std::map<ipc::CallId, PendingCall*>& calls_;
    ipc::CallId id_;
};

void Peer::on_request(ipc::CallRequest request) {
    if (calls_ == nullptr) {
        const auto cancelled = std::make_exception_ptr(runtime::Cancelled());
        const ipc::CallFailure refusal{request.id, pack_error(cancelled, self_, request.function)};
        static_cast<void>(channel_.try_send(refusal));
        return;
    }
    auto answering = [this, request = std::move(request)] { return answer(request); };
    calls_->start_soon(std::move(answering), "answer a call");
}

Task<void> Peer::answer(ipc::CallRequest request) {
    runtime::CancelScope scope;
    served_.emplace(request.id, &scope);
    ipc::Bytes value;
    std::exception_ptr error;
    try {
        tasks::CallNode call{nullptr, &node_, nullptr, request.id};
        const ServedCall served(node_, call);
        const auto invoker = find_function({request.function, request.module, request.offset});
        auto invoked = invoker(request.arguments);
        value = co_await std::move(invoked);
    } catch (...) {
        error = std::current_exception();
    }
    served_.erase(request.id);
    // The caller is told also when it is the whole actor that ends.
    std::optional<ipc::RemoteErrorData> failure;
    if (error) failure = pack_error(error, self_, request.function);
    auto telling = [&] { return reply(request, std::move(value), failure); };
    auto bounded = [&] { return runtime::move_on_after(farewell_limit, std::ref(telling)); };
    auto shielded = runtime::shielded(bounded);
    const std::optional<bool> told = co_await std::move(shielded);
    if (failure && !told.value_or(false)) report_lost(*failure, identity());
    if (runtime::is_cancelled(error) && !scope.absorbs()) throw runtime::Cancelled();
}

// A result that is too long for the channel is told as an error; a channel that is gone takes
// neither. Whether the caller is told, then.
Task<bool> Peer::reply(const ipc::CallRequest& request, ipc::Bytes value,
                       std::optional<ipc::RemoteErrorData>& failure) {
    try {
        if (!failure) {
            ipc::CallResult result{request.id, std::move(value)};
            auto sending = channel_.send_bulk(result);
            co_await std::move(sending);
            co_return true;
        }
    } catch (const ipc::ChannelError& e) {
        if (e.code() == ipc::ProtocolError::oversized)
            failure = pack_error(std::current_exception(), self_, request.function);
    }
    if (!failure) co_return false;
    try {
        const ipc::CallFailure message{request.id, *failure};
        auto sending = channel_.send(message);
        co_await std::move(sending);
        co_return true;
    } catch (const ipc::ChannelError& e) {
        log(LogLevel::debug, "ipc",
            fmt::format("no answer to {}: {}", identity().text(), e.what()));
    }
    co_return false;
}

void Peer::require_open() const {
    if (ended_.is_set()) {
        throw ActorDied(fmt::format("actor {} is gone ({})", identity().text(), end_reason_));
    }
}

Task<ipc::Bytes> Peer::call(FunctionRef function, ipc::Bytes arguments) {
    require_open();
    ipc::CallRequest request;
    request.id = ++last_id_;
    request.function = function.name;
    request.module = std::move(function.module);
    request.offset = function.offset;
    request.arguments = std::move(arguments);
    const tasks::CallNode call{nullptr, &node_, nullptr, request.id};
    PendingCall pending(call);
    pending_.emplace(request.id, &pending);
    const Enlisted enlisted(pending_, request.id);
    try {
        auto sending = channel_.send(request);
        co_await std::move(sending);
        auto waiting = pending.wait();
        co_return co_await waiting;
    } catch (const runtime::Cancelled&) {
        // A handler cannot await: what is to be done follows it.
    }
    auto taking_back = [&] { return take_back(request.id, pending); };
    auto shielded = runtime::shielded(taking_back);
    co_await std::move(shielded);
    throw runtime::Cancelled();
}

// A call does not outlive its caller: its end over there is waited for. If that is an error of its
// own, and no cancellation, it is not lost.
Task<void> Peer::take_back(ipc::CallId id, PendingCall& pending) {
    const ipc::CallCancel cancel{id, "its caller was cancelled"};
    auto asking = [&]() -> Task<void> {
        try {
            auto sending = channel_.send(cancel);
            co_await std::move(sending);
        } catch (const ipc::ChannelError&) {
            // The call ended with its channel; but its answer may have come before that.
        }
    };
    auto waiting = [&]() -> Task<void> {
        auto asked = asking();
        if (!pending.is_given()) co_await std::move(asked);
        if (channel_.closed() && !pending.is_given()) co_return;
        auto answer = pending.wait();
        co_await answer;
    };
    try {
        auto bounded = runtime::move_on_after(take_back_limit, waiting);
        static_cast<void>(co_await std::move(bounded));
    } catch (const RemoteError& e) {
        if (e.data().shape != ipc::ErrorShape::cancelled) throw;
    } catch (const ActorDied&) {
        // The call ended with its actor, which its supervisor reports.
    }
}

void Peer::on_result(ipc::CallResult result) {
    const auto call = pending_.find(result.id);
    if (call != pending_.end()) call->second->give(std::move(result.value));
}

void Peer::on_failure(ipc::CallFailure failure) {
    const auto call = pending_.find(failure.id);
    if (call == pending_.end()) return report_lost(failure.error, identity());
    call->second->fail(std::make_exception_ptr(RemoteError(std::move(failure.error))));
}

}  // namespace hangar::actor
