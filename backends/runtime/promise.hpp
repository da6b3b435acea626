// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <coroutine>
#include <cstring>
#include <exception>
#include <source_location>
#include <utility>

#include <hangar/backends/runtime/context.hpp>

namespace hangar::runtime {

class BlockExit;

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
    Awaitable&& await_transform(
        Awaitable&& awaitable,
        std::source_location where = std::source_location::current()) noexcept {
        stand_at(where);
        return static_cast<Awaitable&&>(awaitable);
    }

  private:
    void stand_at(const std::source_location& where) noexcept {
        static_assert(sizeof(where) == sizeof(frame.location),
                      "source_location is expected to be one pointer to static data");
        std::memcpy(&frame.location, &where, sizeof where);
    }
};

}  // namespace hangar::runtime
