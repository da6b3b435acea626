// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <coroutine>
#include <cstdint>

#include <hangar/backends/runtime/context.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/promise.hpp>
#include <hangar/backends/runtime/wait_link.hpp>

namespace hangar::runtime {

// The base of everything a task can wait in. A primitive's awaiter derives from it, says in
// try_now() whether it need not wait, enlists itself in arm(), takes itself off in disarm(), and is
// woken by complete(). Rules that every wait gets from here:
//  - it is a checkpoint: in a cancelled scope it throws Cancelled, before it does anything;
//  - a wait that has completed is not undone by a cancellation that comes later: that one is
//    thrown by the next await;
//  - awaits that are ready at once do not suspend, but every 256th lets other tasks run.
// Only its loop's thread may touch it.
class Park : public WaitLink {
  public:
    Park(const Park&) = delete;
    Park& operator=(const Park&) = delete;

    [[nodiscard]] bool await_ready() {
        state_ = State::idle;
        if (cancellable_ && scope_is_cancelled()) {
            state_ = State::cancelled;
            return true;
        }
        if (!try_now()) return false;
        state_ = State::done;
        return ++current.ready_awaits % 256 != 0;
    }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> coroutine) {
        suspend(coroutine, coroutine.promise().frame);
    }

    // Ends the wait: the task goes on in the loop's next turn. Requires: it waits.
    void complete() noexcept;
    // Ends the wait by a cancellation, if it can be.
    void cancel() noexcept;

  protected:
    Park(tasks::WaitKind kind, const void* object, bool cancellable = true) noexcept
        : object_(object), kind_(kind), cancellable_(cancellable) {}
    ~Park() = default;

    [[nodiscard]] virtual bool try_now() { return false; }
    virtual void arm() = 0;
    virtual void disarm() noexcept = 0;

    // From arm() alone: nothing is to be waited for, others just run first.
    void complete_when_armed() noexcept { state_ = State::done; }

    // First in every await_resume.
    void throw_if_cancelled() const {
        if (state_ == State::cancelled) throw Cancelled();
    }
    [[nodiscard]] bool was_cancelled() const noexcept { return state_ == State::cancelled; }

  private:
    enum class State : std::uint8_t { idle, waiting, done, cancelled };

    [[nodiscard]] static bool scope_is_cancelled() noexcept;
    void suspend(std::coroutine_handle<> coroutine, tasks::FrameNode& frame);
    void wake(State state) noexcept;

    TaskContext* task_ = nullptr;
    tasks::FrameNode* frame_ = nullptr;
    const void* object_;
    tasks::WaitKind kind_;
    State state_ = State::idle;
    bool cancellable_;
};

}  // namespace hangar::runtime
