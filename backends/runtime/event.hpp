// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/runtime/wait_list.hpp>

namespace hangar::runtime {

// Something that happens once: set() wakes all who wait, and whoever comes later does not wait.
// Only its loop's thread may touch it. Requires: it outlives its waiters.
class Event {
  public:
    class [[nodiscard]] Wait final : public Park {
      public:
        explicit Wait(Event& event) noexcept
            : Park(tasks::WaitKind::event, &event), event_(event) {}
        Wait(Event& event, tasks::WaitKind kind, const void* object) noexcept
            : Park(kind, object), event_(event) {}
        void await_resume() const { throw_if_cancelled(); }

      private:
        bool try_now() override { return event_.set_; }
        void arm() override { event_.waiters_.add(*this); }
        void disarm() noexcept override { event_.waiters_.remove(*this); }

        Event& event_;
    };

    Event() = default;
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;

    void set() noexcept {
        set_ = true;
        while (Wait* waiter = waiters_.take()) waiter->complete();
    }
    [[nodiscard]] bool is_set() const noexcept { return set_; }
    [[nodiscard]] Wait wait() noexcept { return Wait(*this); }
    // The same, shown to readers outside as what it stands for: another actor's deed, for one.
    [[nodiscard]] Wait wait_as(tasks::WaitKind kind, const void* object) noexcept {
        return Wait(*this, kind, object);
    }

  private:
    bool set_ = false;
    WaitList<Wait> waiters_;
};

}  // namespace hangar::runtime
