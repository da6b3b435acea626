// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>

#include <hangar/backends/runtime/wait_list.hpp>

namespace hangar::runtime {

// Mutual exclusion between the tasks of one loop, first come first. A cancelled wait leaves the
// line. Only its loop's thread may touch it. Requires: it outlives its guards and waiters.
class Lock {
  public:
    // Holds the lock until it goes.
    class [[nodiscard]] Guard {
      public:
        explicit Guard(Lock& lock) noexcept : lock_(&lock) {}
        Guard(Guard&& other) noexcept : lock_(std::exchange(other.lock_, nullptr)) {}
        Guard& operator=(Guard&&) = delete;
        ~Guard() {
            if (lock_ != nullptr) lock_->release();
        }

      private:
        Lock* lock_;
    };

    class [[nodiscard]] Wait final : public Park {
      public:
        explicit Wait(Lock& lock) noexcept
            : Park(tasks::WaitKind::lock, &lock.node_), lock_(lock) {}
        Guard await_resume() const {
            throw_if_cancelled();
            lock_.node_.holder = &current.task->node;
            return Guard(lock_);
        }

      private:
        bool try_now() override { return !std::exchange(lock_.held_, true); }
        void arm() override {
            lock_.waiters_.add(*this);
            ++lock_.waiting_;
        }
        void disarm() noexcept override {
            lock_.waiters_.remove(*this);
            --lock_.waiting_;
        }

        Lock& lock_;
    };

    Lock() = default;
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

    // const auto guard = co_await lock.acquire();
    [[nodiscard]] Wait acquire() noexcept { return Wait(*this); }
    [[nodiscard]] bool held() const noexcept { return held_; }
    // How many tasks are in line.
    [[nodiscard]] std::size_t waiting() const noexcept { return waiting_; }

  private:
    // Handed over, not opened: nobody can barge in between.
    void release() noexcept {
        node_.holder = nullptr;
        if (Wait* next = waiters_.take()) {
            --waiting_;
            next->complete();
        } else {
            held_ = false;
        }
    }

    tasks::LockNode node_;
    bool held_ = false;
    std::size_t waiting_ = 0;
    WaitList<Wait> waiters_;
};

}  // namespace hangar::runtime
