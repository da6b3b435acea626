// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <hangar/backends/actor/served_context.hpp>
#include <hangar/backends/actor/stream.hpp>

namespace hangar::actor {

// What a function that is run in a context has of it, as its first parameter:
//
//   Task<int> count(Callee<std::string, int> caller, int from) {
//       co_await caller.started("counting");          // once; the caller goes on from here
//       const auto stream = caller.open_stream();     // Stream<int>: receives int, sends int
//       for (int i = from;; ++i) co_await stream.send(i);
//   }
//
// Started is what it begins with, In what it receives from its caller, Out what it sends; its
// result is the context's. When the caller cancels, leaves or is lost, its awaits throw Cancelled,
// and the caller waits for its clean-up, a second at most. A handle, copyable; belongs to the
// loop's thread.
template <class Started = void, class In = void, class Out = In>
class Callee {
  public:
    using StartedValue = Started;
    using Receives = In;
    using Sends = Out;

    explicit Callee(std::shared_ptr<ServedContext> context) noexcept
        : context_(std::move(context)) {}

    // Tells the caller that the context stands. `options`: of the stream's end here.
    // Throws ContextError the second time.
    template <class Value = Started>
        requires std::convertible_to<Value, Started>
    runtime::Task<void> started(const Value& value, StreamOptions options = {}) const {
        return start(context_, ipc::encode<Started>(value), options);
    }
    runtime::Task<void> started(StreamOptions options = {}) const
        requires std::is_void_v<Started>
    {
        return start(context_, ipc::encode(std::monostate{}), options);
    }

    // Throws ContextError before started(), and the second time.
    [[nodiscard]] Stream<In, Out> open_stream() const
        requires(!std::is_void_v<In>)
    {
        context_->open_stream();
        return Stream<In, Out>(context_);
    }

    // Ends this function on its own behalf: awaits throw Cancelled, and the caller's block ends
    // with ContextCancelled.
    void cancel(std::string reason = {}) const { context_->cancel(std::move(reason)); }
    // Who cancelled it, if that was asked over the context; nothing while nobody has.
    [[nodiscard]] const std::optional<ipc::Identity>& canceller() const noexcept {
        return context_->canceller();
    }
    [[nodiscard]] const ipc::Identity& caller() const noexcept { return context_->peer(); }
    // For tests of faults: see ContextState::break_channel.
    void break_channel() const noexcept { context_->break_channel(); }

  private:
    static runtime::Task<void> start(std::shared_ptr<ServedContext> context, ipc::Bytes value,
                                     StreamOptions options) {
        auto starting = context->started(std::move(value), options);
        co_await std::move(starting);
    }

    std::shared_ptr<ServedContext> context_;
};

}  // namespace hangar::actor
