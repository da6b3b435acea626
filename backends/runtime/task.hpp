// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include <hangar/backends/runtime/block_exit.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/promise.hpp>

namespace hangar::runtime {

template <class T>
class Task;

namespace detail {

// Where a coroutine ends: its block exits are awaited, then whoever awaits it goes on.
struct FinalAwaiter {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
        Promise& promise = ended.promise();
        if (promise.exits != nullptr) {
            current.next = start_block_exits(promise);
            return;
        }
        current.task->node.leaf = promise.frame.parent;
        current.next = promise.continuation;
    }
    void await_resume() const noexcept {}
};

template <class T>
class TaskPromise : public PromiseBase {
  public:
    Task<T> get_return_object() noexcept;
    FinalAwaiter final_suspend() noexcept { return {}; }
    void unhandled_exception() noexcept { error = std::current_exception(); }
    template <class U = T>
        requires std::convertible_to<U&&, T>
    void return_value(U&& value) {
        value_.emplace(std::forward<U>(value));
    }

    T take() {
        if (error) std::rethrow_exception(std::move(error));
        if (!value_) throw NoValue();
        return std::move(*value_);
    }

  private:
    std::optional<T> value_;
};

template <>
class TaskPromise<void> : public PromiseBase {
  public:
    Task<void> get_return_object() noexcept;
    FinalAwaiter final_suspend() noexcept { return {}; }
    void unhandled_exception() noexcept { error = std::current_exception(); }
    void return_void() const noexcept {}

    void take() {
        if (error) std::rethrow_exception(std::move(error));
    }
};

}  // namespace detail

// A coroutine that runs when it is awaited, on the awaiting task, and gives a T or throws.
// Move-only; await it once. Destroying one that was never awaited runs nothing. Only its loop's
// thread may touch it. The frame is readable from outside (hangar/diag/tasks/layout.hpp).
template <class T = void>
class [[nodiscard]] Task {
  public:
    using promise_type = detail::TaskPromise<T>;
    using value_type = T;

    Task(Task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
    Task& operator=(Task&& other) noexcept {
        if (this != &other) {
            destroy();
            coroutine_ = std::exchange(other.coroutine_, nullptr);
        }
        return *this;
    }
    ~Task() { destroy(); }

    class Awaiter {
      public:
        explicit Awaiter(std::coroutine_handle<promise_type> coroutine) noexcept
            : coroutine_(coroutine) {}
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        template <class Promise>
        void await_suspend(std::coroutine_handle<Promise> awaiting) const noexcept {
            PromiseBase& child = coroutine_.promise();
            child.continuation = awaiting;
            child.frame.parent = &awaiting.promise().frame;
            current.task->node.leaf = &child.frame;
            current.next = coroutine_;
        }
        T await_resume() const { return coroutine_.promise().take(); }

      private:
        std::coroutine_handle<promise_type> coroutine_;
    };

    // Requires: not awaited before, not moved from.
    Awaiter operator co_await() const&& noexcept { return Awaiter(coroutine_); }

  private:
    friend promise_type;
    explicit Task(std::coroutine_handle<promise_type> coroutine) noexcept : coroutine_(coroutine) {}
    void destroy() noexcept {
        if (coroutine_) coroutine_.destroy();
    }

    std::coroutine_handle<promise_type> coroutine_;
};

namespace detail {

template <class T>
Task<T> TaskPromise<T>::get_return_object() noexcept {
    return Task<T>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}
inline Task<void> TaskPromise<void>::get_return_object() noexcept {
    return Task<void>(std::coroutine_handle<TaskPromise>::from_promise(*this));
}

template <class>
struct TaskTraits : std::false_type {};
template <class T>
struct TaskTraits<Task<T>> : std::true_type {
    using value_type = T;
};

}  // namespace detail

// A callable without arguments that returns a Task; body_result_t is what that task gives.
template <class F>
concept TaskBody = std::invocable<F&> && detail::TaskTraits<std::invoke_result_t<F&>>::value;
template <class F>
using body_result_t = typename detail::TaskTraits<std::invoke_result_t<F&>>::value_type;

}  // namespace hangar::runtime
