// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/context_error.hpp>
#include <hangar/backends/actor/context_table.hpp>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/lost_error.hpp>
#include <hangar/backends/actor/served_call.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/scopes.hpp>

namespace hangar::actor {
namespace {

using ipc::MessageKind;
using runtime::Task;

// How long a function that has ended may take to get that out.
constexpr std::chrono::milliseconds farewell_limit{500};

template <ipc::Message M>
M decoded(const ipc::FrameView& frame) {
    return ipc::value_or_throw(ipc::decode_message<M>(frame));
}

[[noreturn]] void out_of_turn(std::string what) {
    throw ipc::ChannelError({ipc::ProtocolError::unexpected_message, std::move(what)});
}

}  // namespace

void ContextTable::dispatch(MessageKind kind, const ipc::FrameView& frame) {
    switch (kind) {
        case MessageKind::context_request:
            return on_request(decoded<ipc::ContextRequest>(frame));
        case MessageKind::context_started: {
            auto message = decoded<ipc::ContextStarted>(frame);
            if (auto* context = find_opened(message.id)) context->on_started(std::move(message));
            return;
        }
        case MessageKind::context_result: {
            auto message = decoded<ipc::ContextResult>(frame);
            auto* context = find_opened(message.id);
            if (context != nullptr) context->on_result(std::move(message.value));
            return;
        }
        case MessageKind::context_failure: {
            auto message = decoded<ipc::ContextFailure>(frame);
            auto* context = find_opened(message.id);
            if (context == nullptr) return report_lost(message.error, line_.channel.peer());
            return context->on_failure(std::move(message.error));
        }
        case MessageKind::context_cancel:
            return on_cancel(decoded<ipc::ContextCancel>(frame));
        case MessageKind::stream_item: {
            const auto message = decoded<ipc::ArrivedItem>(frame);
            if (auto* context = find(message.id)) context->on_item(message.value.view);
            return;
        }
        case MessageKind::stream_credit: {
            const auto message = decoded<ipc::StreamCredit>(frame);
            if (auto* context = find(message.id)) context->on_credit(message.items);
            return;
        }
        case MessageKind::stream_end: {
            const auto message = decoded<ipc::StreamEnd>(frame);
            if (auto* context = find(message.id)) context->on_stream_end(message.closed);
            return;
        }
        case MessageKind::knock:
        case MessageKind::challenge:
        case MessageKind::hello:
        case MessageKind::welcome:
        case MessageKind::refusal:
        case MessageKind::call_request:
        case MessageKind::call_result:
        case MessageKind::call_failure:
        case MessageKind::call_cancel:
        case MessageKind::actor_cancel:
        case MessageKind::actor_cancel_ack:
        case MessageKind::actor_exited:
        case MessageKind::tasks_request:
        case MessageKind::tasks_report:
            break;
    }
    out_of_turn(fmt::format("{} after the handshake", ipc::to_string(kind)));
}

void ContextTable::on_request(ipc::ContextRequest request) {
    if (!request.id.by_sender || request.id.number <= last_served_) {
        out_of_turn("a request for a context that was there before");
    }
    last_served_ = request.id.number;
    auto context = std::make_shared<ServedContext>(line_, request.id.number, request.window);
    if (calls_ == nullptr) {
        const auto cancelled = std::make_exception_ptr(runtime::Cancelled());
        const ipc::ContextFailure refusal{{request.id.number, false},
                                          pack(*context, cancelled, request.function)};
        static_cast<void>(line_.channel.try_send(refusal));
        return;
    }
    served_.emplace(context->number(), context);
    auto serving = [this, context, request = std::move(request)]() mutable {
        return serve(std::move(context), std::move(request));
    };
    calls_->start_soon(std::move(serving), "serve a context");
}

void ContextTable::on_cancel(const ipc::ContextCancel& cancel) {
    const auto served = served_.find(cancel.id.number);
    if (served != served_.end()) served->second->on_cancel(cancel);
}

Task<void> ContextTable::serve(std::shared_ptr<ServedContext> context,
                               ipc::ContextRequest request) {
    runtime::CancelScope scope;
    context->enter(scope);
    ipc::Bytes value;
    std::exception_ptr error;
    try {
        const ServedCall served(line_.node, context->node());
        const auto invoker =
            find_context_function({request.function, request.module, request.offset});
        auto invoked = invoker(context, request.arguments);
        value = co_await std::move(invoked);
    } catch (...) {
        error = std::current_exception();
    }
    context->leave();
    const std::exception_ptr verdict = context->verdict(error);
    // The caller is told also when it is the whole actor that ends.
    auto telling = [&] { return tell(*context, std::move(value), verdict, request.function); };
    auto bounded = [&] { return runtime::move_on_after(farewell_limit, std::ref(telling)); };
    auto shielded = runtime::shielded(bounded);
    const std::optional<bool> told = co_await std::move(shielded);
    // How the context failed both ends know: of that alone nobody need be told.
    if (verdict && !told.value_or(false) && !context->failed_with(verdict))
        report_lost(pack(*context, verdict, request.function), line_.channel.peer());
    context->detach();
    served_.erase(context->number());
    if (runtime::is_cancelled(error) && !scope.absorbs()) throw runtime::Cancelled();
}

// Whether the caller is told.
Task<bool> ContextTable::tell(const ServedContext& context, ipc::Bytes value,
                              std::exception_ptr error, std::string_view function) {
    const ipc::ContextId id{context.number(), false};
    try {
        if (!error) {
            ipc::ContextResult result{id, std::move(value)};
            auto sending = line_.channel.send_bulk(result);
            co_await std::move(sending);
            co_return true;
        }
    } catch (const ipc::ChannelError& e) {
        // One that is too long for the channel is told as an error; one that is gone takes neither.
        if (e.code() == ipc::ProtocolError::oversized) error = std::current_exception();
    }
    if (!error || line_.channel.closed()) co_return false;
    const ipc::ContextFailure failure{id, pack(context, error, function)};
    try {
        auto sending = line_.channel.send(failure);
        co_await std::move(sending);
        co_return true;
    } catch (const ipc::ChannelError& e) {
        log(LogLevel::debug, "ipc",
            fmt::format("no answer to {}: {}", line_.channel.peer().text(), e.what()));
    }
    co_return false;
}

// A function that was cancelled says by whom: over its context, with its actor, or by itself.
ipc::RemoteErrorData ContextTable::pack(const ServedContext& context, std::exception_ptr error,
                                        std::string_view function) const {
    ipc::RemoteErrorData data = pack_error(error, line_.self, function);
    if (data.shape != ipc::ErrorShape::cancelled) return data;
    data.message = context.cancel_reason();
    data.canceller = context.canceller();
    if (!data.canceller && Actor::exists()) data.canceller = Actor::current().canceller();
    if (!data.canceller) data.canceller = line_.self;
    return data;
}

std::shared_ptr<OpenedContext> ContextTable::make(StreamOptions options) {
    auto context = std::make_shared<OpenedContext>(*this, line_, ++last_opened_, options);
    opened_.emplace(context->number(), context);
    return context;
}

void ContextTable::forget(OpenedContext& context) noexcept {
    context.detach();
    opened_.erase(context.number());
}

void ContextTable::cancel_served(const std::exception_ptr& error) noexcept {
    for (const auto& [number, context] : served_) context->fail(error);
}

std::size_t ContextTable::fail_opened(const std::exception_ptr& error) noexcept {
    std::size_t failed = 0;
    for (const auto& [number, context] : opened_) {
        if (context->ended()) continue;
        context->abandon(error);
        ++failed;
    }
    return failed;
}

OpenedContext* ContextTable::find_opened(ipc::ContextId id) {
    if (id.by_sender || id.number == 0 || id.number > last_opened_) {
        out_of_turn("an answer to a context that was never opened");
    }
    const auto found = opened_.find(id.number);
    return found != opened_.end() ? found->second.get() : nullptr;
}

ContextState* ContextTable::find(ipc::ContextId id) {
    if (!id.by_sender) return find_opened(id);
    if (id.number > last_served_) out_of_turn("a message for a context that was never opened");
    const auto found = served_.find(id.number);
    return found != served_.end() ? found->second.get() : nullptr;
}

}  // namespace hangar::actor
