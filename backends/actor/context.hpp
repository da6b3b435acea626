// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <hangar/backends/actor/context_function.hpp>
#include <hangar/backends/actor/opened_context.hpp>
#include <hangar/backends/actor/remote_actor.hpp>
#include <hangar/backends/runtime/block_exit.hpp>

namespace hangar::actor {

// A function that runs at another actor beside us, from our side. Portal::open_context gives one;
// its block is the rest of the coroutine that opens it:
//
//   auto context = co_await portal.open_context<&count>(3);  // the function has called started()
//   const auto stream = context.open_stream();
//   const auto item = co_await stream.receive();
//   const int sum = co_await context.result();
//
// At the block's end the stream is closed and the function's result waited for; after an error or a
// cancellation in the block the function is cancelled, and its end waited for, a second at most. An
// error of the function ends the block: what waits for the context throws it, all else in the block
// is cancelled, and the block's end throws it unless the body caught it and went on to its end.
// A handle, copyable; belongs to the loop's thread.
template <auto F>
    requires ContextFunction<F>
class Context {
  public:
    using Callee = callee_t<F>;
    using Result = context_result_t<F>;
    using Incoming = typename Callee::Sends;
    using Outgoing = typename Callee::Receives;

    explicit Context(std::shared_ptr<OpenedContext> context) noexcept
        : context_(std::move(context)) {}

    // What the function gave to started(). Throws ArgumentError if it does not decode.
    [[nodiscard]] auto first() const
        requires(!std::is_void_v<typename Callee::StartedValue>)
    {
        return decoded<typename Callee::StartedValue>(context_->first(), "what it started with");
    }

    // Once; throws ContextError the second time.
    [[nodiscard]] Stream<Incoming, Outgoing> open_stream() const
        requires(!std::is_void_v<Incoming>)
    {
        context_->open_stream();
        return Stream<Incoming, Outgoing>(context_);
    }

    // Waits for the function's result. Throws RemoteError for what it threw, ContextCancelled when
    // it was cancelled and not by us, ActorDied when its actor ended.
    runtime::Task<Result> result() const { return wait_for(context_); }

    // Cancels the function and ends the block, whose end absorbs that. From any task.
    void cancel(const std::string& reason = "cancel") const { context_->cancel(reason); }

    [[nodiscard]] const ipc::Identity& actor() const noexcept { return context_->peer(); }
    // For tests of faults: see ContextState::break_channel.
    void break_channel() const noexcept { context_->break_channel(); }

  private:
    template <class T>
    static T decoded(const ipc::Bytes& bytes, const char* what) {
        auto value = ipc::decode<T>(bytes);
        if (!value) {
            detail::throw_argument_error(detail::function_name<F>(),
                                         std::string(what) + ": " + value.error().message());
        }
        return std::move(*value);
    }
    // A task starts when it is awaited: it must not refer to the handle it came from.
    static runtime::Task<Result> wait_for(std::shared_ptr<OpenedContext> context) {
        auto waiting = context->result();
        const ipc::Bytes bytes = co_await std::move(waiting);
        if constexpr (!std::is_void_v<Result>) co_return decoded<Result>(bytes, "its result");
    }

    std::shared_ptr<OpenedContext> context_;
};

// The block behind open_context().
class ContextBlock final : public runtime::BlockExit {
  public:
    // Throws ActorDied if the actor is gone.
    ContextBlock(std::shared_ptr<RemoteActor> actor, StreamOptions options);
    ~ContextBlock() override;

    [[nodiscard]] const std::shared_ptr<OpenedContext>& context() const noexcept {
        return context_;
    }
    runtime::Task<void> leave(std::exception_ptr& error) override;

  private:
    std::shared_ptr<RemoteActor> actor_;
    std::shared_ptr<OpenedContext> context_;
};

// The awaitable that opens a context: asks, waits until it has started, and makes what is left of
// the awaiting coroutine its block.
template <auto F>
class [[nodiscard]] OpenContext {
  public:
    OpenContext(std::shared_ptr<RemoteActor> actor, ipc::Bytes arguments, StreamOptions options)
        : block_(std::make_unique<ContextBlock>(std::move(actor), options)),
          opening_(block_->context()->open(context_function_ref<F>(), std::move(arguments))),
          awaiter_(std::move(opening_).operator co_await()) {}
    OpenContext(const OpenContext&) = delete;
    OpenContext& operator=(const OpenContext&) = delete;

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> opener) {
        opener_ = &opener.promise();
        awaiter_.await_suspend(opener);
    }
    Context<F> await_resume() {
        awaiter_.await_resume();
        Context<F> handle(block_->context());
        block_->context()->enter();
        runtime::detail::attach(*opener_, std::move(block_));
        return handle;
    }

  private:
    std::unique_ptr<ContextBlock> block_;
    runtime::Task<void> opening_;
    runtime::Task<void>::Awaiter awaiter_;
    runtime::PromiseBase* opener_ = nullptr;
};

}  // namespace hangar::actor
