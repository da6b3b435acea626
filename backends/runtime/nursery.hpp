// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <source_location>
#include <utility>
#include <vector>

#include <hangar/backends/runtime/cancel_scope.hpp>
#include <hangar/backends/runtime/park.hpp>
#include <hangar/backends/runtime/task.hpp>

namespace hangar::runtime {

// Where tasks live: none outlives it. The first error of a task, or of the body, cancels the
// others; when all have ended the errors are thrown together (throw_collected).
// Open one with with_nursery. Only its loop's thread may touch it.
class Nursery {
  public:
    // Enters the nursery's scope on the current task.
    Nursery();
    // Requires: join() has returned, or nothing was started.
    ~Nursery();
    Nursery(const Nursery&) = delete;
    Nursery& operator=(const Nursery&) = delete;

    // Starts a task; it runs from the loop's next turn on. `body` is kept for as long as it runs,
    // so a lambda may capture by value. `name` is static text: it is read from outside.
    template <TaskBody F>
    void start_soon(F body, const char* name = nullptr,
                    std::source_location where = std::source_location::current()) {
        start(child_task(std::move(body)), name != nullptr ? name : where.function_name());
    }

    void cancel(const char* by = "nursery cancelled") noexcept { scope_.cancel(by); }
    [[nodiscard]] CancelScope& scope() noexcept { return scope_; }
    [[nodiscard]] const tasks::NurseryNode& node() const noexcept { return node_; }
    [[nodiscard]] std::size_t size() const noexcept { return node_.count; }
    // An error that came up outside any task: cancels the nursery, thrown at its end.
    void fail(std::exception_ptr error) noexcept;

    // Waits until every task has ended. A cancellation from outside reaches the tasks; the wait
    // goes on until they are through with it. Then leaves the scope and throws what was collected.
    Task<void> join();

  private:
    struct Child;
    struct ChildPromise;
    class Joining;

    template <class F>
    static Child child_task(F body);
    void start(Child child, const char* name);
    void link(TaskContext& task) noexcept;
    void child_ended(TaskContext& task) noexcept;
    void close() noexcept;

    tasks::NurseryNode node_;
    CancelScope scope_;
    TaskContext* owner_;
    Joining* joining_ = nullptr;
    std::vector<std::exception_ptr> errors_;
};

// A nursery task's outermost coroutine: it owns itself and reports its end to the nursery.
struct Nursery::ChildPromise : PromiseBase {
    struct Final {
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        void await_suspend(std::coroutine_handle<ChildPromise> ended) const noexcept {
            TaskContext& task = ended.promise().context;
            Nursery& nursery = *task.nursery;
            if (ended.promise().error) nursery.fail(ended.promise().error);
            nursery.child_ended(task);
            ended.destroy();
        }
        void await_resume() const noexcept {}
    };
    Child get_return_object() noexcept;
    Final final_suspend() noexcept { return {}; }
    void unhandled_exception() noexcept { error = std::current_exception(); }
    void return_void() const noexcept {}

    TaskContext context;
};

struct Nursery::Child {
    using promise_type = ChildPromise;
    std::coroutine_handle<ChildPromise> coroutine;
};

inline Nursery::Child Nursery::ChildPromise::get_return_object() noexcept {
    return {std::coroutine_handle<ChildPromise>::from_promise(*this)};
}

template <class F>
Nursery::Child Nursery::child_task(F body) {
    // Moved into a local, so that what it captured goes while the task still counts as running.
    F kept = std::move(body);
    auto task = kept();
    co_await std::move(task);
}

// Opens a nursery for `body(nursery)`, which returns a Task<void>, and joins it.
template <class F>
    requires std::invocable<F&, Nursery&>
Task<void> with_nursery(F body) {
    Nursery nursery;
    try {
        auto task = body(nursery);
        co_await std::move(task);
    } catch (...) {
        nursery.fail(std::current_exception());
    }
    auto joined = nursery.join();
    co_await std::move(joined);
}

}  // namespace hangar::runtime
