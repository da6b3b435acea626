// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <hangar/backends/runtime/cancel_scope.hpp>
#include <hangar/backends/runtime/context.hpp>
#include <hangar/backends/runtime/task.hpp>
#include <hangar/diag/os/deadline.hpp>

namespace hangar::runtime {

class Reactor;
class ReadyQueue;

struct LoopOptions {
    std::string name = "main";  // the actor's; at most 47 bytes are readable from outside
    // Time stands still while a task can run and jumps to the next timer when none can: a test of
    // an hour's timeouts takes a millisecond. Descriptors still work, in real time.
    bool virtual_time = false;
    // Ready tasks run in an order drawn from this seed instead of first come, first served.
    std::optional<std::uint64_t> seed;
};

// Thrown by Loop::run on a virtual clock when every task waited and nothing could have woken one.
// An error of the clean-up joins it in a group.
class LoopStalled : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// An actor's event loop: runs one root task and all that it starts, on the thread that calls run().
// On Boost.Asio's io_context. Everything but post() and request_cancel() belongs to that thread.
class Loop {
  public:
    explicit Loop(LoopOptions options = {});
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // Runs the body's task to its end, and gives its result or throws its error.
    // Requires: no loop runs on this thread; called once.
    template <TaskBody F>
    body_result_t<F> run(F body) {
        Outcome<body_result_t<F>> outcome;
        run_root(root_task(body, outcome));
        if (stalled_) throw_stalled(std::move(outcome.error));
        return outcome.take();
    }

    // Runs `work` on the loop's thread, soon. Any thread; also before run() and, without effect,
    // after it. `work` must not throw. Work for a loop on a virtual clock: see OutsideWork.
    void post(std::function<void()> work);
    // Cancels the root scope. Any thread. `by` is static text.
    void request_cancel(const char* by);

    [[nodiscard]] os::TimePoint now() const noexcept;
    [[nodiscard]] tasks::LoopNode& node() noexcept { return node_; }
    [[nodiscard]] std::string_view name() const noexcept { return options_.name; }
    [[nodiscard]] TimerQueue& timers() noexcept { return timers_; }
    [[nodiscard]] Reactor& reactor() noexcept { return *reactor_; }
    [[nodiscard]] CancelScope* root_scope() noexcept { return root_scope_; }
    void schedule(TaskContext& task);
    [[nodiscard]] std::uint64_t next_task_id() noexcept { return ++last_task_id_; }

    // The loop that runs on this thread. Requires: there is one.
    [[nodiscard]] static Loop& running() noexcept;
    [[nodiscard]] static bool is_running() noexcept { return current.loop != nullptr; }

  private:
    template <class T>
    struct Outcome {
        std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> value;
        std::exception_ptr error;
        T take();
    };
    struct Root;
    struct RootPromise;

    template <class F, class T>
    Root root_task(F& body, Outcome<T>& outcome);
    void run_root(Root root);
    void enter(TaskContext& root);
    void leave() noexcept;
    void turn() noexcept;
    [[nodiscard]] bool poll_is_due() noexcept;
    void run_ready();
    void resume(TaskContext& task);
    void fire_timers();
    void wait_for_something();
    void stall();
    [[nodiscard]] std::string stall_message() const;
    [[noreturn]] void throw_stalled(std::exception_ptr in_clean_up) const;

    LoopOptions options_;
    tasks::LoopNode node_;
    std::unique_ptr<Reactor> reactor_;
    std::unique_ptr<ReadyQueue> ready_;
    TimerQueue timers_;
    CancelScope* root_scope_ = nullptr;
    os::TimePoint turn_time_;
    os::TimePoint last_poll_;
    std::uint64_t last_task_id_ = 0;
    bool root_ended_ = false;
    bool stalled_ = false;
};

// The instant that is `d` away on the current loop's clock. Saturates.
[[nodiscard]] os::TimePoint from_now(os::Duration d) noexcept;

// A loop's outermost coroutine.
struct Loop::RootPromise : PromiseBase {
    Root get_return_object() noexcept;
    auto final_suspend() noexcept {
        loop->root_ended_ = true;
        return std::suspend_always{};
    }
    void unhandled_exception() noexcept { std::terminate(); }
    void return_void() const noexcept {}

    TaskContext context;
    Loop* loop = nullptr;
};

struct Loop::Root {
    using promise_type = RootPromise;
    explicit Root(std::coroutine_handle<RootPromise> c) noexcept : coroutine(c) {}
    Root(Root&& other) noexcept : coroutine(std::exchange(other.coroutine, nullptr)) {}
    Root& operator=(Root&&) = delete;
    ~Root() {
        if (coroutine) coroutine.destroy();
    }
    std::coroutine_handle<RootPromise> coroutine;
};

inline Loop::Root Loop::RootPromise::get_return_object() noexcept {
    return Root(std::coroutine_handle<RootPromise>::from_promise(*this));
}

template <class T>
T Loop::Outcome<T>::take() {
    if (error) std::rethrow_exception(std::move(error));
    if constexpr (!std::is_void_v<T>) return std::move(*value);
}

template <class F, class T>
Loop::Root Loop::root_task(F& body, Outcome<T>& outcome) {
    try {
        auto task = body();
        if constexpr (std::is_void_v<T>) {
            co_await std::move(task);
        } else {
            outcome.value.emplace(co_await std::move(task));
        }
    } catch (...) {
        outcome.error = std::current_exception();
    }
}

}  // namespace hangar::runtime
