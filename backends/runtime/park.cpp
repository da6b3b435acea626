// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/park.hpp>

#include <hangar/backends/runtime/cancel_scope.hpp>
#include <hangar/backends/runtime/loop.hpp>

namespace hangar::runtime {

bool Park::scope_is_cancelled() noexcept {
    return current.task->scope->effectively_cancelled();
}

void Park::suspend(std::coroutine_handle<> coroutine, tasks::FrameNode& frame) {
    task_ = current.task;
    frame_ = &frame;
    task_->resume = coroutine;
    if (state_ != State::done) arm();  // done already: ready, but it is others' turn
    if (state_ == State::done) {
        current.loop->schedule(*task_);
        return;
    }
    state_ = State::waiting;
    task_->parked = this;
    frame.kind = kind_;
    frame.object = object_;
    frame.since_ns = current.loop->node().turn_ns;
}

void Park::wake(State state) noexcept {
    state_ = state;
    task_->parked = nullptr;
    frame_->kind = tasks::WaitKind::none;
    current.loop->schedule(*task_);
}

void Park::complete() noexcept {
    if (state_ == State::waiting) wake(State::done);
}

void Park::cancel() noexcept {
    if (state_ != State::waiting || !cancellable_) return;
    disarm();
    wake(State::cancelled);
}

}  // namespace hangar::runtime
