// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include <hangar/backends/actor/context.hpp>
#include <hangar/backends/actor/function.hpp>
#include <hangar/backends/actor/remote_actor.hpp>

namespace hangar::actor {

// Work at another actor. Copyable; a portal to an actor that has ended throws ActorDied. Belongs to
// the loop's thread.
class Portal {
  public:
    explicit Portal(std::shared_ptr<RemoteActor> actor) noexcept : actor_(std::move(actor)) {}

    // co_await portal.run<&add>(1, 2): runs a function over there, gives its result. The arguments
    // are converted to the function's parameters and copied. A cancelled wait cancels the call.
    // Errors: throws RemoteError for what the function threw, also for arguments that did not
    // decode and a function that is not there; ActorDied when the actor ends before it has
    // answered.
    template <auto F, class... Args>
        requires std::constructible_from<arguments_t<F>, Args...>
    runtime::Task<result_t<F>> run(Args... args) const {
        const arguments_t<F> converted(std::move(args)...);
        ipc::Bytes arguments = std::apply(
            [](const auto&... values) { return ipc::encode_arguments(values...); }, converted);
        return finish<F>(actor_, function_ref<F>(), std::move(arguments));
    }

    // auto context = co_await portal.open_context<&count>(3): runs a function over there, beside
    // us: see Context. Returns when it has called started(); a cancelled wait cancels it.
    // Errors: throws as run() does, ContextError if it ended without.
    template <auto F, class... Args>
        requires std::constructible_from<context_arguments_t<F>, Args...>
    OpenContext<F> open_context(Args... args) const {
        return open_context_with<F>(StreamOptions(), std::move(args)...);
    }
    // The same with options for our end of its stream.
    template <auto F, class... Args>
        requires std::constructible_from<context_arguments_t<F>, Args...>
    OpenContext<F> open_context_with(StreamOptions options, Args... args) const {
        const context_arguments_t<F> converted(std::move(args)...);
        ipc::Bytes arguments = std::apply(
            [](const auto&... values) { return ipc::encode_arguments(values...); }, converted);
        return OpenContext<F>(actor_, std::move(arguments), options);
    }

    // Ends the actor, gracefully first; returns when it is gone. Bounded by the kill ladder; one
    // that is no child of ours is asked, and no more.
    runtime::Task<void> cancel_actor() const { return end(actor_); }

    // Returns when the actor has ended, however that came, or we have lost it.
    runtime::Task<void> ended() const { return wait_for_end(actor_); }

    [[nodiscard]] const ipc::Identity& identity() const noexcept { return actor_->identity(); }

  private:
    static runtime::Task<void> end(std::shared_ptr<RemoteActor> actor);
    static runtime::Task<void> wait_for_end(std::shared_ptr<RemoteActor> actor);
    // A task starts when it is awaited, by when the portal may be gone: it holds the child itself.
    template <auto F>
    static runtime::Task<result_t<F>> finish(std::shared_ptr<RemoteActor> actor,
                                             FunctionRef function, ipc::Bytes arguments) {
        auto calling = actor->peer().call(std::move(function), std::move(arguments));
        const ipc::Bytes bytes = co_await std::move(calling);
        auto result = ipc::decode<result_t<F>>(bytes);
        if (!result) {
            detail::throw_argument_error(detail::function_name<F>(),
                                         "its result: " + result.error().message());
        }
        if constexpr (!std::is_void_v<result_t<F>>) co_return std::move(*result);
    }

    std::shared_ptr<RemoteActor> actor_;
};

}  // namespace hangar::actor
