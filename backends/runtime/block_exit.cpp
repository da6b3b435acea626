// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/block_exit.hpp>

#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/task.hpp>

namespace hangar::runtime::detail {
namespace {

// Goes on where the ended body would have: its runner is destroyed with the body's frame.
class HandOver {
  public:
    explicit HandOver(PromiseBase& body) noexcept : body_(body) {}
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>) const noexcept {
        current.task->node.leaf = body_.frame.parent;
        current.next = body_.continuation;
    }
    void await_resume() const noexcept {}

  private:
    PromiseBase& body_;
};

// A coroutine that keeps its frame until its owner destroys it.
struct Runner {
    struct promise_type : PromiseBase {
        Runner get_return_object() noexcept {
            return {std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        std::suspend_always final_suspend() noexcept { return {}; }
        void unhandled_exception() noexcept { std::terminate(); }
        void return_void() const noexcept {}
    };
    std::coroutine_handle<promise_type> coroutine;
};

// The error of an exit does not hide the one that came before.
std::exception_ptr joined(std::exception_ptr first, std::exception_ptr second) {
    try {
        throw_collected(first ? std::vector{std::move(first), std::move(second)}
                              : std::vector{std::move(second)});
    } catch (...) {
        return std::current_exception();
    }
    return nullptr;
}

Runner run_block_exits(PromiseBase& body) {
    while (body.exits != nullptr) {
        const std::unique_ptr<BlockExit> exit(std::exchange(body.exits, body.exits->outer));
        try {
            auto leaving = exit->leave(body.error);
            co_await std::move(leaving);
        } catch (...) {
            body.error = joined(body.error, std::current_exception());
        }
    }
    HandOver hand_over(body);
    co_await hand_over;
}

}  // namespace

void attach(PromiseBase& promise, std::unique_ptr<BlockExit> exit) noexcept {
    exit->outer = promise.exits;
    promise.exits = exit.release();
}

std::coroutine_handle<> start_block_exits(PromiseBase& promise) {
    const auto runner = run_block_exits(promise).coroutine;
    runner.promise().frame.parent = &promise.frame;
    current.task->node.leaf = &runner.promise().frame;
    promise.exit_runner = runner;
    return runner;
}

}  // namespace hangar::runtime::detail
