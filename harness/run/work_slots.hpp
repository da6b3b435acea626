// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/signal_safe.hpp>

namespace hangar::run {

// Names for the small files of attempts and memory for their reports, used again by later ones: to
// make and remove files for each test costs more than all the rest. As many as there are attempts
// at a time. Only the runner's thread; outlives its slots.
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
        // A memory file, empty now. Errors: EMFILE, ENOMEM. Requires: this is of WorkSlots.
        [[nodiscard]] os::Result<int> report() const {
            os::Fd& file = slots_->reports_[number_];
            if (file) {
                os::signal_safe::empty_file(file.get());
                return file.get();
            }
            auto made = os::make_memory_file("gtest report");
            if (!made) return tl::unexpected(made.error());
            file = std::move(*made);
            return file.get();
        }
        // Somebody may still write to it: it is nobody's any more.
        void give_up_report() const { slots_->reports_.erase(number_); }

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
    std::map<int, os::Fd> reports_;
    int made_ = 0;
};

}  // namespace hangar::run
