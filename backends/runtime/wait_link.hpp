// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/invariant.hpp>

namespace hangar::runtime {

// A place in a line that lies in the waiter itself: nothing is allocated to wait, and a waiter
// leaves from anywhere in the line. See WaitList.
struct WaitLink {
    WaitLink* next = nullptr;
    WaitLink* previous = nullptr;
};

// The line. Not synchronised; owns nothing.
class WaitLine {
  public:
    WaitLine() = default;
    ~WaitLine() { os::require(first_ == nullptr, "what tasks wait for outlives their wait"); }
    WaitLine(const WaitLine&) = delete;
    WaitLine& operator=(const WaitLine&) = delete;

    void add(WaitLink& link) noexcept {
        link.next = nullptr;
        link.previous = last_;
        (last_ != nullptr ? last_->next : first_) = &link;
        last_ = &link;
    }
    // Requires: it is in this line.
    void remove(WaitLink& link) noexcept {
        (link.previous != nullptr ? link.previous->next : first_) = link.next;
        (link.next != nullptr ? link.next->previous : last_) = link.previous;
    }
    [[nodiscard]] WaitLink* first() const noexcept { return first_; }

  private:
    WaitLink* first_ = nullptr;
    WaitLink* last_ = nullptr;
};

}  // namespace hangar::runtime
