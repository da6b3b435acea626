// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/backends/actor/actor.hpp>
#include <hangar/backends/actor/context_error.hpp>
#include <hangar/backends/actor/context_table.hpp>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/opened_context.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/scopes.hpp>

namespace hangar::actor {
namespace {

using runtime::Task;

// How long a function that was cancelled may take to end before it is left to itself.
constexpr std::chrono::seconds ending_limit{1};

}  // namespace

Task<void> OpenedContext::open(FunctionRef function, ipc::Bytes arguments) {
    std::vector<std::exception_ptr> errors;
    try {
        auto asking = ask(std::move(function), std::move(arguments));
        co_await std::move(asking);
        if (has_started()) co_return;
    } catch (...) {
        errors.push_back(std::current_exception());
    }
    auto taking_back = [this] { return take_back("its opener was cancelled"); };
    auto shielded = runtime::shielded(taking_back);
    co_await std::move(shielded);
    table_.forget(*this);
    if (failure_ && !told_ && !is_asked_for(failure_, true)) errors.push_back(failure_);
    runtime::throw_collected(std::move(errors));
}

Task<void> OpenedContext::ask(FunctionRef function, ipc::Bytes arguments) {
    ipc::ContextRequest request{id(),
                                std::string(function.name),
                                std::move(function.module),
                                function.offset,
                                std::move(arguments),
                                options_.window()};
    auto sending = send(std::move(request));
    co_await std::move(sending);
    auto answer = answered_.wait_as(opening_kind_, &node());
    co_await answer;
}

void OpenedContext::enter() {
    block_.emplace();
    scope_ = &*block_;
    if (failure_) scope_->cancel("its context failed");
}

Task<ipc::Bytes> OpenedContext::result() {
    auto ended = over_.wait_as(tasks::WaitKind::context, &node());
    co_await ended;
    throw_if_failed();
    co_return result_;
}

void OpenedContext::cancel(const std::string& reason) {
    if (over()) return;
    request_cancel(reason);
    if (scope_ != nullptr) scope_->cancel("its context was cancelled");
}

void OpenedContext::request_cancel(const std::string& reason) {
    if (std::exchange(cancel_requested_, true) || ended() || !line_) return;
    try_send(ipc::ContextCancel{id(), reason, line_->self});
}

Task<void> OpenedContext::leave(std::exception_ptr& error) {
    const bool in_order = !error;
    close_stream();
    auto waiting = wait_in_order(error);
    co_await std::move(waiting);
    auto taking_back = [this] { return take_back("its opener left"); };
    auto shielded = runtime::shielded(taking_back);
    co_await std::move(shielded);
    table_.forget(*this);
    scope_ = nullptr;
    const bool absorbed = runtime::is_cancelled(error) && block_->absorbs();
    block_.reset();

    const bool cancelled = runtime::is_cancelled(error);
    std::vector<std::exception_ptr> errors;
    if (error && !absorbed) errors.push_back(std::exchange(error, nullptr));
    error = nullptr;
    // A body that caught it has dealt with it; one that threw another error did not hide it.
    const bool dealt_with = told_ && (in_order || !cancelled);
    if (failure_ && !dealt_with && !is_asked_for(failure_, cancelled)) errors.push_back(failure_);
    runtime::throw_collected(std::move(errors));
}

// A body that has ended in order waits for the function's end, and may still be cancelled.
Task<void> OpenedContext::wait_in_order(std::exception_ptr& error) {
    if (error) co_return;
    try {
        auto ended = over_.wait_as(tasks::WaitKind::context, &node());
        co_await ended;
    } catch (...) {
        error = std::current_exception();
    }
}

// Until the function has ended, or cannot tell any more.
Task<void> OpenedContext::take_back(const char* reason) {
    if (ended() || !line_ || line_->channel.closed()) co_return;
    request_cancel(reason);
    auto waiting = [this]() -> Task<void> {
        auto ending = ended_.wait_as(tasks::WaitKind::context, &node());
        co_await ending;
    };
    auto bounded = runtime::move_on_after(ending_limit, waiting);
    const bool in_time = co_await std::move(bounded);
    if (in_time) co_return;
    log(LogLevel::info, "ipc",
        fmt::format("a context at {} was cancelled and goes on", peer().text()));
}

// An end that this side has caused is no news to it. Of an actor that cancels a whole block, others
// in it may be told sooner than the function, whose error then is what they were told.
bool OpenedContext::is_asked_for(const std::exception_ptr& failure, bool cancelled) const {
    try {
        std::rethrow_exception(failure);
    } catch (const ContextCancelled&) {
        return cancel_requested_;
    } catch (const RemoteError& e) {
        if (closed_ && e.boxes<StreamClosed>()) return true;
        const auto& canceller = e.source().canceller;
        return cancelled && canceller && canceller->uuid == Actor::current().identity().uuid;
    } catch (...) {
        return false;
    }
}

void OpenedContext::on_started(ipc::ContextStarted message) {
    if (has_started() || ended()) {
        throw ipc::ChannelError({ipc::ProtocolError::unexpected_message,
                                 "a context has started twice at " + peer().text()});
    }
    first_ = std::move(message.value);
    begin(options_, message.window);
    answered_.set();
}

void OpenedContext::on_result(ipc::Bytes value) {
    if (!has_started() || ended()) {
        throw ipc::ChannelError({ipc::ProtocolError::unexpected_message,
                                 "a result out of turn, of a context at " + peer().text()});
    }
    result_ = std::move(value);
    end();
    ended_.set();
}

void OpenedContext::on_failure(ipc::RemoteErrorData error) noexcept {
    abandon(to_exception(std::move(error)));
}

void OpenedContext::abandon(const std::exception_ptr& error) noexcept {
    if (ended()) return;
    fail(error);
    ended_.set();
    answered_.set();
}

}  // namespace hangar::actor
