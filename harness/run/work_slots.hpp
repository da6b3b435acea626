// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace hangar::run {

// Names for the small files of attempts, used again by later ones: to make and remove files for
// each test costs a file system more than all the rest. As many as there are attempts at a time.
// Only the runner's thread; outlives its slots.
class WorkSlots {
  public:
    // One name, given back when this goes. Move-only.
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
        [[nodiscard]] std::string name() const { return std::to_string(number_); }

      private:
        WorkSlots* slots_ = nullptr;
        int number_ = 0;
    };

    [[nodiscard]] Slot take() {
        if (idle_.empty()) return {*this, ++made_};
        const int number = idle_.back();
        idle_.pop_back();
        return {*this, number};
    }

  private:
    std::vector<int> idle_;
    int made_ = 0;
};

}  // namespace hangar::run
