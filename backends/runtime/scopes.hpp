// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <source_location>
#include <string>

#include <hangar/backends/runtime/cancel_scope.hpp>
#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/task.hpp>

namespace hangar::runtime {

// What is left of a body that a scope may end early: whether it ended by itself, or its value.
template <class T>
using Completion = std::conditional_t<std::is_void_v<T>, bool, std::optional<T>>;

// Runs the body within a scope of its own; a cancellation of just that scope ends here.
// `body(scope)` returns a Task.
template <class F>
    requires std::invocable<F&, CancelScope&>
auto within_scope(ScopeOptions options, F body) -> Task<
    Completion<typename detail::TaskTraits<std::invoke_result_t<F&, CancelScope&>>::value_type>> {
    using T = typename detail::TaskTraits<std::invoke_result_t<F&, CancelScope&>>::value_type;
    CancelScope scope(options);
    try {
        auto task = body(scope);
        if constexpr (std::is_void_v<T>) {
            co_await std::move(task);
            co_return true;
        } else {
            Completion<T> value(co_await std::move(task));
            co_return value;
        }
    } catch (const Cancelled&) {
        if (!scope.absorbs()) throw;
    }
    co_return Completion<T>{};
}

// Gives up on the body after `limit`: false, or an empty optional.
template <TaskBody F>
Task<Completion<body_result_t<F>>> move_on_after(os::Duration limit, F body) {
    ScopeOptions options;
    options.deadline = from_now(limit);
    auto run = [&body](CancelScope&) { return body(); };
    auto scoped = within_scope(options, run);
    co_return co_await std::move(scoped);
}

// Gives up on the body after `limit` and throws a TimeoutError that names the place it was called.
template <TaskBody F>
Task<body_result_t<F>> fail_after(os::Duration limit, F body,
                                  std::source_location where = std::source_location::current()) {
    auto moved = move_on_after(limit, std::ref(body));
    auto completion = co_await std::move(moved);
    if (!completion) throw_timeout(limit, where);
    if constexpr (!std::is_void_v<body_result_t<F>>) co_return std::move(*completion);
}

// Runs the body where no cancellation from outside reaches it. Give it a deadline of its own: a
// shield without one can keep a whole tree from ending.
template <TaskBody F>
Task<body_result_t<F>> shielded(F body) {
    ScopeOptions options;
    options.shield = true;
    CancelScope scope(options);
    auto task = body();
    co_return co_await std::move(task);
}

// Runs `cleanup` after the body, whatever the body ended with, shielded and for at most `limit`.
// The body's error stays first: an error of the clean-up joins it in a group, and never hides it.
template <TaskBody F, TaskBody G>
Task<void> finally(F body, os::Duration limit, G cleanup,
                   std::source_location where = std::source_location::current()) {
    std::vector<std::exception_ptr> errors;
    try {
        auto task = body();
        co_await std::move(task);
    } catch (...) {
        errors.push_back(std::current_exception());
    }
    try {
        auto bounded = [&] { return fail_after(limit, std::ref(cleanup), where); };
        auto task = shielded(bounded);
        co_await std::move(task);
    } catch (...) {
        errors.push_back(std::current_exception());
    }
    throw_collected(std::move(errors));
}

}  // namespace hangar::runtime
