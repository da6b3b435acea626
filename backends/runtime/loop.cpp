// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/loop.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <hangar/backends/runtime/loop_directory.hpp>
#include <hangar/backends/runtime/reactor.hpp>
#include <hangar/backends/runtime/ready_queue.hpp>
#include <hangar/backends/runtime/task_count.hpp>
#include <hangar/diag/os/invariant.hpp>
#include <hangar/diag/os/process.hpp>

namespace hangar::runtime {

Loop::Loop(LoopOptions options)
    : options_(std::move(options)),
      reactor_(std::make_unique<Reactor>()),
      ready_(std::make_unique<ReadyQueue>(options_.seed)),
      turn_time_(os::Clock::now()) {
    options_.name.copy(node_.actor, sizeof node_.actor - 1);
    if (options_.virtual_time) node_.flags |= tasks::LoopNode::virtual_time;
}

Loop::~Loop() = default;

Loop& Loop::running() noexcept {
    os::require(current.loop != nullptr, "a loop runs on this thread");
    return *current.loop;
}

os::TimePoint Loop::now() const noexcept {
    return options_.virtual_time ? turn_time_ : os::Clock::now();
}

void Loop::post(std::function<void()> work) {
    reactor_->post(std::move(work));
}

void Loop::request_cancel(const char* by) {
    post([this, by] {
        if (root_scope_ != nullptr) root_scope_->cancel(by);
    });
}

void Loop::schedule(TaskContext& task) {
    ready_->push(task);
}

void Loop::run_root(Root root) {
    RootPromise& promise = root.coroutine.promise();
    promise.loop = this;
    promise.context.resume = root.coroutine;
    enter(promise.context);
    CancelScope root_scope(CancelScope::Detached{}, nullptr, {});
    root_scope.add(promise.context);
    root_scope_ = &root_scope;
    promise.context.node.leaf = &promise.frame;
    schedule(promise.context);
    while (!root_ended_) turn();
    root_scope.remove(promise.context);
    leave();
}

void Loop::enter(TaskContext& root) {
    os::require(current.loop == nullptr, "no other loop runs on this thread");
    os::require(!root_ended_, "a loop runs once");
    current.loop = this;
    root.node.name = "root";
    root.node.id = next_task_id();
    node_.root = &root.node;
    node_.thread = os::this_thread();
    tasks::register_loop(node_);
    enlist_loop(*this);
    TaskCount::add();
}

void Loop::leave() noexcept {
    TaskCount::remove();
    root_scope_ = nullptr;
    strike_loop(*this);
    tasks::unregister_loop(node_);
    node_.root = nullptr;
    current = Current{};
}

void Loop::turn() noexcept {
    ++node_.turns;
    if (!options_.virtual_time) turn_time_ = os::Clock::now();
    node_.turn_ns = turn_time_.time_since_epoch().count();
    fire_timers();
    run_ready();
    if (root_ended_) return;
    if (ready_->empty()) {
        wait_for_something();
    } else if (poll_is_due()) {
        reactor_->poll();
    }
}

// While tasks are ready the reactor is asked from time to time: it costs a system call.
bool Loop::poll_is_due() noexcept {
    if (options_.virtual_time) return node_.turns % 16 == 0;
    if (turn_time_ - last_poll_ < std::chrono::microseconds(20)) return false;
    last_poll_ = turn_time_;
    return true;
}

void Loop::run_ready() {
    // Only those that were ready when the turn began: the others get theirs.
    for (std::size_t left = ready_->size(); left > 0 && !root_ended_; --left) resume(ready_->pop());
}

void Loop::resume(TaskContext& task) {
    current.task = &task;
    node_.current = &task.node;
    run_until_suspended(task.resume);
    node_.current = nullptr;
    current.task = nullptr;
}

void Loop::fire_timers() {
    while (!timers_.empty() && timers_.begin()->first <= turn_time_)
        timers_.begin()->second->fire();
}

void Loop::wait_for_something() {
    if (!options_.virtual_time) {
        reactor_->wait(timers_.empty() ? os::Deadline::never()
                                       : os::Deadline::at(timers_.begin()->first));
        return;
    }
    if (reactor_->poll()) return;
    if (!timers_.empty() && !reactor_->has_waits()) {
        turn_time_ = std::max(turn_time_, timers_.begin()->first);
        return;
    }
    if (timers_.empty() && !reactor_->has_waits()) {
        stall();
        return;
    }
    // Something real is on its way (a child, a peer): give it a moment before time jumps.
    const auto moment = os::Deadline::after(std::chrono::milliseconds(50));
    if (reactor_->wait(timers_.empty() ? os::Deadline::never() : moment)) return;
    turn_time_ = std::max(turn_time_, timers_.begin()->first);
}

// Everything is unwound as by a cancellation; what not even that wakes is beyond help.
void Loop::stall() {
    if (stalled_) {
        std::fprintf(stderr, "hangar: %s, not even cancelled\n", stall_message().c_str());
        std::abort();
    }
    stalled_ = true;
    root_scope_->cancel("the loop stalled");
}

std::string Loop::stall_message() const {
    return "every task of loop '" + options_.name +
           "' waits, and no timer, descriptor or other loop could wake one";
}

void Loop::throw_stalled(std::exception_ptr in_clean_up) const {
    std::vector errors{std::make_exception_ptr(LoopStalled(stall_message()))};
    if (in_clean_up) errors.push_back(std::move(in_clean_up));
    throw_collected(std::move(errors));
    std::abort();  // not reached: there was one
}

os::TimePoint from_now(os::Duration d) noexcept {
    const os::TimePoint now = Loop::running().now();
    return d >= os::TimePoint::max() - now ? os::TimePoint::max() : now + d;
}

}  // namespace hangar::runtime
