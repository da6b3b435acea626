// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/actor/context_error.hpp>
#include <hangar/backends/actor/served_context.hpp>
#include <hangar/backends/runtime/errors.hpp>

namespace hangar::actor {

using runtime::Task;

Task<void> ServedContext::started(ipc::Bytes value, StreamOptions options) {
    if (has_started()) throw ContextError("started() was called twice");
    begin(options, callers_);
    ipc::ContextStarted message{id(), std::move(value), options.window()};
    auto sending = send(std::move(message));
    co_await std::move(sending);
}

void ServedContext::cancel(std::string reason) {
    if (line_) cancelled_by(line_->self, std::move(reason), "itself");
}

void ServedContext::on_cancel(const ipc::ContextCancel& cancel) {
    cancelled_by(cancel.canceller, cancel.reason, "its caller");
}

void ServedContext::cancelled_by(ipc::Identity who, std::string reason, const char* by) noexcept {
    if (canceller_) return;
    canceller_ = std::move(who);
    reason_ = std::move(reason);
    if (scope_ != nullptr) scope_->cancel(by);
}

void ServedContext::enter(runtime::CancelScope& scope) noexcept {
    scope_ = &scope;
    // It may have been cancelled on its way here.
    if (canceller_) scope_->cancel("its caller");
    if (failure_) scope_->cancel("its context failed");
}

std::exception_ptr ServedContext::verdict(std::exception_ptr error) const {
    const bool dealt_with = told_ && !error;
    if (failure_ && !dealt_with && (!error || runtime::is_cancelled(error))) return failure_;
    if (!error && !has_started()) {
        return std::make_exception_ptr(ContextError("it ended before it had called started()"));
    }
    return error;
}

}  // namespace hangar::actor
