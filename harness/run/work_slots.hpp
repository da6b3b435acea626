// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <utility>
#include <vector>

#include <hangar/diag/os/fd.hpp>

namespace hangar::run {

// Memory files of attempts, used again by later ones: to make and drop them for each test costs
// more than all the rest. As many sets as there are attempts at a time. Only the runner's thread;
// outlives its slots.
class WorkSlots {
  public:
    // Owned by their slot.
    struct Files {
        int report = -1;        // GoogleTest's, empty now
        int notes = -1;         // to append to; earlier attempts' may stand in it
        int captured_out = -1;  // empty now, and nobody can shrink it
        int captured_err = -1;
    };

    // One set, given back when this goes. Move-only.
    class Slot {
      public:
        Slot() noexcept = default;
        Slot(WorkSlots& slots, int number) noexcept : slots_(&slots), number_(number) {}
        Slot(Slot&& other) noexcept
            : slots_(std::exchange(other.slots_, nullptr)), number_(other.number_) {}
        Slot& operator=(Slot&& other) noexcept {
            std::swap(slots_, other.slots_);
            std::swap(number_, other.number_);
            return *this;
        }
        ~Slot() {
            if (slots_ != nullptr) slots_->idle_.push_back(number_);
        }
        // Errors: EMFILE, ENOMEM. Requires: this is of WorkSlots.
        [[nodiscard]] os::Result<Files> files() const;
        // Somebody may still write to them: they are nobody's any more. Requires: the same.
        void give_up() const { slots_->sets_.erase(number_); }

      private:
        WorkSlots* slots_ = nullptr;
        int number_ = 0;
    };

    [[nodiscard]] Slot take();

  private:
    struct Set {
        os::Fd report;
        os::Fd notes;
        os::Fd captured_out;
        os::Fd captured_err;
    };

    std::vector<int> idle_;
    std::map<int, Set> sets_;
    int made_ = 0;
};

}  // namespace hangar::run
