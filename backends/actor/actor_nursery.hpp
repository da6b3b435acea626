// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <hangar/backends/actor/child_actor.hpp>
#include <hangar/backends/actor/dialled_actor.hpp>
#include <hangar/backends/actor/options.hpp>
#include <hangar/backends/actor/portal.hpp>
#include <hangar/backends/runtime/block_exit.hpp>
#include <hangar/backends/runtime/nursery.hpp>
#include <hangar/backends/runtime/reply.hpp>

namespace hangar::actor {

// What a one-shot actor's function gives. Copyable.
template <class T>
class OneShot {
  public:
    using Result = runtime::Reply<T>;
    OneShot(std::shared_ptr<Result> result, Portal portal) noexcept
        : result_(std::move(result)), portal_(std::move(portal)) {}

    // Waits for it; throws what the function threw. May be awaited once.
    runtime::Task<T> result() const { return wait_for(result_); }
    [[nodiscard]] const Portal& portal() const noexcept { return portal_; }

  private:
    static runtime::Task<T> wait_for(std::shared_ptr<Result> result) {
        auto wait = result->wait();
        co_return co_await wait;
    }

    std::shared_ptr<Result> result_;
    Portal portal_;
};

class ActorNurseryBlock;

// Where child actors live: none outlives it. Its block is the rest of the coroutine that opens it:
//
//   auto nursery = co_await open_nursery();
//   auto child = co_await nursery.start_actor("child");
//
// At the block's end the one-shot actors are waited for and the others are cancelled, gracefully
// first. An error in the block, or a child's that nobody waited for, cancels all of it and is
// thrown at its end, with the others of its kind in one group. A handle, copyable; not to be used
// after its block. Belongs to the loop's thread.
class ActorNursery {
  public:
    // A child that serves until it is cancelled or this block ends. Returns when it has booted.
    // Errors: throws BootError (it died or kept silent), OsError (no process, no thread).
    runtime::Task<Portal> start_actor(std::string name, ActorOptions options = {}) const {
        return start(*block_, std::move(name), std::move(options));
    }

    // A child that runs one function and ends. Its error is the nursery's, too.
    template <auto F, class... Args>
        requires std::constructible_from<arguments_t<F>, Args...>
    runtime::Task<OneShot<result_t<F>>> run_in_actor(std::string name, Args... args) const {
        return shoot<F>(*block_, std::move(name), arguments_t<F>(std::move(args)...));
    }

    // An actor that is no child of ours, for as long as this block: whoever serves that address.
    // Errors: throws as dial_actor does.
    runtime::Task<Portal> dial(ipc::Address address) const {
        return dial_from(*block_, std::move(address));
    }
    // One that is listed under that name (registrar.hpp), the latest that lives: listings whose
    // address nobody serves are struck off. Errors: throws NoSuchActor, and as query_actor does.
    runtime::Task<Portal> find_actor(std::string name) const {
        return find(*block_, std::move(name));
    }
    // The same, as soon as there is one.
    runtime::Task<Portal> wait_for_actor(std::string name) const {
        return wait_for(*block_, std::move(name));
    }

    // Ends the block: its awaits throw Cancelled, and its end absorbs that.
    void cancel(const char* by = "nursery cancelled") const noexcept;
    [[nodiscard]] std::size_t size() const noexcept;  // children that have not ended

  private:
    friend class ActorNurseryBlock;
    explicit ActorNursery(ActorNurseryBlock& block) noexcept : block_(&block) {}

    // Tasks start when they are awaited: they must not refer to the handle they came from.
    static runtime::Task<Portal> start(ActorNurseryBlock& block, std::string name,
                                       ActorOptions options);
    static runtime::Task<Portal> dial_from(ActorNurseryBlock& block, ipc::Address address);
    static runtime::Task<Portal> find(ActorNurseryBlock& block, std::string name);
    static runtime::Task<Portal> wait_for(ActorNurseryBlock& block, std::string name);
    template <auto F>
    static runtime::Task<OneShot<result_t<F>>> shoot(ActorNurseryBlock& block, std::string name,
                                                     arguments_t<F> arguments);
    static void watch_one_shot(ActorNurseryBlock& block, const Portal& portal,
                               std::function<runtime::Task<void>()> shoot);
    template <class T>
    static runtime::Task<void> fulfil(std::shared_ptr<runtime::Reply<T>> result,
                                      runtime::Task<T> call);

    ActorNurseryBlock* block_;
};

template <auto F>
runtime::Task<OneShot<result_t<F>>> ActorNursery::shoot(ActorNurseryBlock& block, std::string name,
                                                        arguments_t<F> arguments) {
    auto starting = start(block, std::move(name), ActorOptions());
    const Portal portal = co_await std::move(starting);
    auto result = std::make_shared<typename OneShot<result_t<F>>::Result>();
    auto call = std::apply([&](auto&&... args) { return portal.run<F>(std::move(args)...); },
                           std::move(arguments));
    auto shared_call = std::make_shared<decltype(call)>(std::move(call));
    watch_one_shot(block, portal,
                   [result, shared_call] { return fulfil(result, std::move(*shared_call)); });
    co_return OneShot<result_t<F>>(std::move(result), portal);
}

template <class T>
runtime::Task<void> ActorNursery::fulfil(std::shared_ptr<runtime::Reply<T>> result,
                                         runtime::Task<T> call) {
    try {
        if constexpr (std::is_void_v<T>) {
            co_await std::move(call);
            result->give();
        } else {
            result->give(co_await std::move(call));
        }
    } catch (...) {
        result->fail(std::current_exception());
        throw;
    }
}

// The block behind open_nursery().
class ActorNurseryBlock final : public runtime::BlockExit {
  public:
    void enter() { tasks_.emplace(); }
    [[nodiscard]] ActorNursery handle() noexcept { return ActorNursery(*this); }
    runtime::Task<void> leave(std::exception_ptr& error) override;

  private:
    friend class ActorNursery;
    runtime::Task<void> finish_one_shots();
    void adopt(const std::shared_ptr<ChildActor>& child);
    void adopt(const std::shared_ptr<DialledActor>& actor);

    std::optional<runtime::Nursery> tasks_;
    std::vector<std::shared_ptr<ChildActor>> children_;
    std::vector<std::shared_ptr<DialledActor>> dialled_;
    std::vector<std::shared_ptr<runtime::Event>> one_shots_;
};

// Requires: an actor runs on this thread.
[[nodiscard]] runtime::OpenBlock<ActorNurseryBlock> open_nursery();

}  // namespace hangar::actor
