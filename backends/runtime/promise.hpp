// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <coroutine>
#include <cstring>
#include <exception>
#include <source_location>
#include <type_traits>
#include <utility>

#include <hangar/backends/runtime/context.hpp>

namespace hangar::runtime {

class BlockExit;

// Stands for an awaiter that must stay where it is: g++ 12 copies what await_transform returns by
// reference. Requires: the awaiter outlives the await, as every operand of co_await does.
template <class Awaiter>
class AwaiterRef {
  public:
    explicit AwaiterRef(Awaiter& awaiter) noexcept : awaiter_(awaiter) {}
    [[nodiscard]] bool await_ready() { return awaiter_.await_ready(); }
    template <class Promise>
    decltype(auto) await_suspend(std::coroutine_handle<Promise> awaiting) {
        return awaiter_.await_suspend(awaiting);
    }
    decltype(auto) await_resume() { return awaiter_.await_resume(); }

  private:
    Awaiter& awaiter_;
};

// Not an awaiter itself, but gives one.
template <class Awaitable>
concept MakesAwaiter =
    requires(Awaitable&& it) { static_cast<Awaitable&&>(it).operator co_await(); };

// What every coroutine of ours is made of: its readable frame, who awaits it, and what must be
// awaited when its body has ended.
class PromiseBase {
  public:
    PromiseBase() noexcept = default;
    ~PromiseBase() {
        if (exit_runner) exit_runner.destroy();
    }
    PromiseBase(const PromiseBase&) = delete;
    PromiseBase& operator=(const PromiseBase&) = delete;

    tasks::FrameNode frame;
    std::coroutine_handle<> continuation;
    std::exception_ptr error;             // what the body, or a block's exit, ended with
    BlockExit* exits = nullptr;           // see block_exit.hpp; innermost first
    std::coroutine_handle<> exit_runner;  // awaits them; owned

    // A coroutine that nobody has awaited yet stands at its own first line.
    std::suspend_always initial_suspend(
        std::source_location where = std::source_location::current()) noexcept {
        stand_at(where);
        return {};
    }

    // Every await passes here, which is how a frame knows the line it stands at.
    template <class Awaitable>
    decltype(auto) await_transform(
        Awaitable&& awaitable,
        std::source_location where = std::source_location::current()) noexcept {
        stand_at(where);
        if constexpr (MakesAwaiter<Awaitable>)
            return static_cast<Awaitable&&>(awaitable);
        else
            return AwaiterRef<std::remove_reference_t<Awaitable>>(awaitable);
    }

  private:
    void stand_at(const std::source_location& where) noexcept {
        static_assert(sizeof(where) == sizeof(frame.location),
                      "source_location is expected to be one pointer to static data");
        std::memcpy(&frame.location, &where, sizeof where);
    }
};

}  // namespace hangar::runtime
