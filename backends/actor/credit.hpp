// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <hangar/backends/ipc/context_messages.hpp>
#include <hangar/backends/runtime/wait_list.hpp>

namespace hangar::actor {

// How many items the other end of a stream still takes. Who sends takes one, and waits for it while
// there is none. Only its loop's thread may touch it; requires that it outlives its waiters.
class Credit {
  public:
    // co_await credit.take(): whether it was granted; false once the stream is closed.
    class [[nodiscard]] Take final : public runtime::Park {
      public:
        Take(Credit& credit, const tasks::CallNode& context) noexcept
            : Park(tasks::WaitKind::room, &context), credit_(credit) {}
        bool await_resume() const {
            throw_if_cancelled();
            return granted_;
        }

      private:
        friend Credit;
        bool try_now() override {
            granted_ = credit_.try_take();
            return granted_ || credit_.closed_;
        }
        void arm() override { credit_.waiters_.add(*this); }
        void disarm() noexcept override { credit_.waiters_.remove(*this); }

        Credit& credit_;
        bool granted_ = false;
    };

    Credit() = default;
    Credit(const Credit&) = delete;
    Credit& operator=(const Credit&) = delete;

    // Readers outside see the context whose other end is waited for.
    [[nodiscard]] Take take(const tasks::CallNode& context) noexcept {
        return Take(*this, context);
    }
    // The other end says what it takes, to begin with.
    void open(ipc::StreamWindow window) noexcept {
        unlimited_ = window.unlimited;
        grant(window.items);
    }
    void grant(std::uint32_t items) noexcept {
        items_ += items;
        while (!waiters_.empty() && try_take()) {
            Take* const waiter = waiters_.take();
            waiter->granted_ = true;
            waiter->complete();
        }
    }
    // It takes no more. Idempotent.
    void close() noexcept {
        closed_ = true;
        while (Take* waiter = waiters_.take()) waiter->complete();
    }

  private:
    bool try_take() noexcept {
        if (closed_ || (items_ == 0 && !unlimited_)) return false;
        if (!unlimited_) --items_;
        return true;
    }

    std::uint64_t items_ = 0;
    bool unlimited_ = false;
    bool closed_ = false;
    runtime::WaitList<Take> waiters_;
};

}  // namespace hangar::actor
