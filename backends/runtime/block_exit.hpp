// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <coroutine>
#include <exception>
#include <memory>
#include <utility>

#include <hangar/backends/runtime/promise.hpp>

namespace hangar::runtime {

template <class T>
class Task;

// Something that a coroutine opened and that must be awaited when its body has ended: C++ has no
// destructor that awaits. `auto nursery = co_await open_nursery()` attaches one to the coroutine
// that awaits it; its block is the rest of that coroutine. Exits run innermost first, after the
// body's locals are gone, also when the body threw.
class BlockExit {
  public:
    BlockExit() = default;
    BlockExit(const BlockExit&) = delete;
    BlockExit& operator=(const BlockExit&) = delete;
    virtual ~BlockExit() = default;

    // `error` is what the body ended with; an exit may absorb it (a cancellation of its own scope)
    // or replace it (by a group). What it throws joins the body's error in a group.
    virtual Task<void> leave(std::exception_ptr& error) = 0;

    BlockExit* outer = nullptr;
};

namespace detail {

void attach(PromiseBase& promise, std::unique_ptr<BlockExit> exit) noexcept;
// Begins to leave the blocks of a body that has ended; gives the coroutine to resume.
[[nodiscard]] std::coroutine_handle<> start_block_exits(PromiseBase& promise);

}  // namespace detail

// The awaitable that opens a block: makes an Exit, attaches it and gives Exit::handle().
template <class Exit>
class OpenBlock {
  public:
    explicit OpenBlock(std::unique_ptr<Exit> exit) noexcept
        : exit_(std::move(exit)), opened_(exit_.get()) {}
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> coroutine) {
        opened_->enter();
        detail::attach(coroutine.promise(), std::move(exit_));
        return false;
    }
    auto await_resume() const { return opened_->handle(); }

  private:
    std::unique_ptr<Exit> exit_;
    Exit* opened_;
};

}  // namespace hangar::runtime
