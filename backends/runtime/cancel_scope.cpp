// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/runtime/cancel_scope.hpp>

#include <hangar/backends/runtime/loop.hpp>
#include <hangar/backends/runtime/park.hpp>
#include <hangar/diag/os/invariant.hpp>

namespace hangar::runtime {

namespace {

TaskContext& entering_task() noexcept {
    os::require(current.task != nullptr, "a cancel scope is opened by a task");
    return *current.task;
}

}  // namespace

CancelScope::CancelScope(ScopeOptions options)
    : CancelScope(Detached{}, entering_task().scope, options) {
    enter(*current.task);
}

CancelScope::CancelScope(Detached, CancelScope* parent, ScopeOptions options) : parent_(parent) {
    if (parent_ != nullptr) {
        node_.parent = &parent_->node_;
        next_sibling_ = parent_->first_child_;
        if (next_sibling_ != nullptr) next_sibling_->previous_sibling_ = this;
        parent_->first_child_ = this;
    }
    if (options.shield) node_.flags |= tasks::ScopeNode::shielded;
    if (options.deadline) set_deadline(*options.deadline);
}

CancelScope::~CancelScope() {
    if (owner_ != nullptr) leave(*owner_);
    os::require(first_child_ == nullptr && tasks_ == nullptr, "scopes of a task nest");
    if (next_sibling_ != nullptr) next_sibling_->previous_sibling_ = previous_sibling_;
    if (previous_sibling_ != nullptr) {
        previous_sibling_->next_sibling_ = next_sibling_;
    } else if (parent_ != nullptr) {
        parent_->first_child_ = next_sibling_;
    }
}

void CancelScope::enter(TaskContext& task) noexcept {
    owner_ = &task;
    parent_->remove(task);
    add(task);
}

void CancelScope::leave(TaskContext& task) noexcept {
    os::require(owner_ == &task && task.scope == this, "scopes of a task nest");
    owner_ = nullptr;
    remove(task);
    parent_->add(task);
}

void CancelScope::add(TaskContext& task) noexcept {
    task.scope = this;
    task.node.scope = &node_;
    task.scope_previous = nullptr;
    task.scope_next = tasks_;
    if (tasks_ != nullptr) tasks_->scope_previous = &task;
    tasks_ = &task;
}

void CancelScope::remove(TaskContext& task) noexcept {
    if (task.scope_next != nullptr) task.scope_next->scope_previous = task.scope_previous;
    if (task.scope_previous != nullptr) {
        task.scope_previous->scope_next = task.scope_next;
    } else {
        tasks_ = task.scope_next;
    }
    task.scope_next = task.scope_previous = nullptr;
}

void CancelScope::cancel(const char* by) noexcept {
    if (cancel_requested()) return;
    node_.flags |= tasks::ScopeNode::cancel_requested;
    node_.cancelled_by = by;
    timer_.disarm();
    deliver();
}

// Wakes whoever waits in this scope or, short of a shield, beneath it. No recursion: scopes may
// nest as deeply as tasks do.
void CancelScope::deliver() noexcept {
    for (CancelScope* scope = this; scope != nullptr; scope = scope->next_reached_from(*this)) {
        for (TaskContext* task = scope->tasks_; task != nullptr; task = task->scope_next) {
            if (task->parked != nullptr) task->parked->cancel();
        }
    }
}

// Walks the tree beneath `top`, past shields: the scope after this one, null after the last.
CancelScope* CancelScope::next_reached_from(const CancelScope& top) noexcept {
    CancelScope* next = first_child_;
    for (CancelScope* at = this;; at = at->parent_) {
        while (next != nullptr && next->shielded()) next = next->next_sibling_;
        if (next != nullptr || at == &top) return next;
        next = at->next_sibling_;
    }
}

bool CancelScope::effectively_cancelled() const noexcept {
    for (const CancelScope* scope = this; scope != nullptr; scope = scope->parent_) {
        if (scope->cancel_requested()) return true;
        if (scope->shielded()) return false;
    }
    return false;
}

bool CancelScope::outside_cancelled() const noexcept {
    return !shielded() && parent_ != nullptr && parent_->effectively_cancelled();
}

bool CancelScope::absorbs() const noexcept {
    return cancel_requested() && !outside_cancelled();
}

void CancelScope::set_deadline(os::TimePoint deadline) {
    node_.deadline_ns = deadline.time_since_epoch().count();
    if (cancel_requested()) return;
    if (deadline == os::TimePoint::max()) {
        timer_.disarm();
        return;
    }
    if (deadline <= Loop::running().now()) {
        deadline_reached();
        return;
    }
    timer_.arm(deadline, [this] { deadline_reached(); });
}

void CancelScope::deadline_reached() noexcept {
    deadline_passed_ = true;
    cancel("deadline");
}

void CancelScope::set_shield(bool on) noexcept {
    if (on) {
        node_.flags |= tasks::ScopeNode::shielded;
        return;
    }
    node_.flags &= ~tasks::ScopeNode::shielded;
    if (effectively_cancelled()) deliver();
}

}  // namespace hangar::runtime
