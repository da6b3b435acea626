// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <coroutine>
#include <exception>
#include <utility>

namespace hangar::bench {

// The floor of a coroutine task: lazy, awaited once, symmetric transfer, an error and a value, and
// not a word more. No loop, no cancellation, nothing to read from outside.
class BareTask {
  public:
    struct promise_type {
        struct Final {
            [[nodiscard]] bool await_ready() const noexcept { return false; }
            [[nodiscard]] std::coroutine_handle<> await_suspend(
                std::coroutine_handle<promise_type> ended) const noexcept {
                return ended.promise().continuation;
            }
            void await_resume() const noexcept {}
        };
        BareTask get_return_object() noexcept { return BareTask(Handle::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        Final final_suspend() noexcept { return {}; }
        void unhandled_exception() noexcept { error = std::current_exception(); }
        void return_value(long v) noexcept { value = v; }

        std::coroutine_handle<> continuation = std::noop_coroutine();
        std::exception_ptr error;
        long value = 0;
    };
    using Handle = std::coroutine_handle<promise_type>;

    BareTask(BareTask&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
    BareTask& operator=(BareTask&&) = delete;
    ~BareTask() {
        if (coroutine_) coroutine_.destroy();
    }

    [[nodiscard]] bool await_ready() const noexcept { return false; }
    [[nodiscard]] std::coroutine_handle<> await_suspend(
        std::coroutine_handle<> awaiting) const noexcept {
        coroutine_.promise().continuation = awaiting;
        return coroutine_;
    }
    [[nodiscard]] long await_resume() const {
        if (coroutine_.promise().error) std::rethrow_exception(coroutine_.promise().error);
        return coroutine_.promise().value;
    }

    // From outside any coroutine: on until it suspends or ends.
    void resume() const { coroutine_.resume(); }
    [[nodiscard]] long value() const { return coroutine_.promise().value; }

  private:
    explicit BareTask(Handle coroutine) noexcept : coroutine_(coroutine) {}
    Handle coroutine_;
};

}  // namespace hangar::bench
