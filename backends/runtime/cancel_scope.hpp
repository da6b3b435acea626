// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <hangar/backends/runtime/context.hpp>
#include <hangar/backends/runtime/timer.hpp>
#include <hangar/diag/os/deadline.hpp>

namespace hangar::runtime {

// How a scope begins: without a deadline, and open to cancellations. A value.
struct ScopeOptions {
    std::optional<os::TimePoint> deadline;  // on the loop's clock
    bool shield = false;                    // cancellations from outside stop here
};

// A stretch of a task's work, with the tasks beneath it, that can be cancelled as a whole: every
// await in it throws Cancelled until the scope is left. Entered by its constructor on the current
// task, left by its destructor; scopes of a task nest. Only its loop's thread may touch it.
// Most code wants move_on_after, fail_after or shielded (scopes.hpp), which also absorb.
class CancelScope {
  public:
    explicit CancelScope(ScopeOptions options = {});
    ~CancelScope();
    CancelScope(const CancelScope&) = delete;
    CancelScope& operator=(const CancelScope&) = delete;

    // Idempotent; the first reason stays. `by` is static text: it is read from outside.
    void cancel(const char* by = "cancel") noexcept;
    [[nodiscard]] bool cancel_requested() const noexcept {
        return (node_.flags & tasks::ScopeNode::cancel_requested) != 0;
    }
    [[nodiscard]] const char* cancelled_by() const noexcept { return node_.cancelled_by; }
    // Whether an await in it throws: its own cancellation, or one from outside that no shield
    // stops.
    [[nodiscard]] bool effectively_cancelled() const noexcept;
    // Whether a Cancelled that reaches this scope's end is its own, to be absorbed here.
    [[nodiscard]] bool absorbs() const noexcept;
    [[nodiscard]] bool deadline_passed() const noexcept { return deadline_passed_; }

    // One that has passed cancels at once; TimePoint::max() is none.
    void set_deadline(os::TimePoint deadline);
    void set_shield(bool on) noexcept;
    [[nodiscard]] bool shielded() const noexcept {
        return (node_.flags & tasks::ScopeNode::shielded) != 0;
    }
    [[nodiscard]] const tasks::ScopeNode& node() const noexcept { return node_; }

  private:
    friend class Nursery;
    friend class Loop;
    struct Detached {};
    CancelScope(Detached, CancelScope* parent, ScopeOptions options);  // not the current task's

    void enter(TaskContext& task) noexcept;
    void leave(TaskContext& task) noexcept;
    void add(TaskContext& task) noexcept;
    void remove(TaskContext& task) noexcept;
    void deliver() noexcept;
    void deadline_reached() noexcept;
    [[nodiscard]] CancelScope* next_reached_from(const CancelScope& top) noexcept;
    [[nodiscard]] bool outside_cancelled() const noexcept;

    tasks::ScopeNode node_;
    CancelScope* parent_ = nullptr;
    CancelScope* first_child_ = nullptr;
    CancelScope* next_sibling_ = nullptr;
    CancelScope* previous_sibling_ = nullptr;
    TaskContext* tasks_ = nullptr;  // those whose innermost scope this is
    TaskContext* owner_ = nullptr;  // who entered it
    Timer timer_;
    bool deadline_passed_ = false;
};

}  // namespace hangar::runtime
