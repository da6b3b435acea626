// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <hangar/backends/runtime/channel.hpp>
#include <hangar/backends/runtime/errors.hpp>
#include <hangar/backends/runtime/task.hpp>

namespace hangar::actor {

// A subscriber was slower than its buffer is large: it has lost the oldest values. What it receives
// next is the oldest that it still has.
class SubscriberLagged : public std::runtime_error {
  public:
    explicit SubscriberLagged(std::uint64_t lost)
        : std::runtime_error("a subscriber has lost " + std::to_string(lost) + " values"),
          lost_(lost) {}
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }

  private:
    std::uint64_t lost_;
};

// Hands each value of a stream to all who subscribe, tasks of one actor:
//
//   Broadcast<int> broadcast(64);
//   tasks.start_soon([&] { return broadcast.pump(context.open_stream()); });
//   const auto subscription = broadcast.subscribe();
//   const auto value = co_await subscription.receive();
//
// No subscriber holds up another one, nor the stream: see SubscriberLagged. Who subscribes gets
// what comes from then on. Belongs to the loop's thread.
template <class T>
class Broadcast {
    struct Inbox {
        explicit Inbox(std::size_t capacity) : values(capacity) {}
        runtime::Channel<std::shared_ptr<const T>> values;
        std::uint64_t lost = 0;
        std::exception_ptr error;
    };

  public:
    // Subscribed for as long as this, or a copy of it, lives; it may outlive the broadcast.
    class Subscription {
      public:
        explicit Subscription(std::shared_ptr<Inbox> inbox) noexcept : inbox_(std::move(inbox)) {}

        // The next value; nothing when the stream has ended. One task at a time. Throws
        // SubscriberLagged, once for each time that values were lost; what ended the stream, if
        // that was an error.
        runtime::Task<std::optional<T>> receive() const { return receive_from(inbox_); }

      private:
        // Tasks start when they are awaited: they must not refer to the handle they came from.
        static runtime::Task<std::optional<T>> receive_from(std::shared_ptr<Inbox> inbox) {
            if (inbox->lost > 0) throw SubscriberLagged(std::exchange(inbox->lost, 0));
            auto receiving = inbox->values.receive();
            const auto value = co_await receiving;
            if (value) co_return **value;
            if (inbox->error) std::rethrow_exception(inbox->error);
            co_return std::nullopt;
        }

        std::shared_ptr<Inbox> inbox_;
    };

    // `capacity`: how many values each subscriber may be behind. Requires: at least one.
    explicit Broadcast(std::size_t capacity = 64) noexcept : capacity_(capacity) {}
    ~Broadcast() { end(nullptr); }
    Broadcast(const Broadcast&) = delete;
    Broadcast& operator=(const Broadcast&) = delete;

    [[nodiscard]] Subscription subscribe() {
        auto inbox = std::make_shared<Inbox>(capacity_);
        if (ended_) {
            inbox->error = error_;
            inbox->values.close();
        } else {
            inboxes_.push_back(inbox);
        }
        return Subscription(std::move(inbox));
    }

    // Never waits.
    void publish(T value) {
        const auto shared = std::make_shared<const T>(std::move(value));
        std::erase_if(inboxes_, [&](const std::weak_ptr<Inbox>& subscribed) {
            const auto inbox = subscribed.lock();
            if (inbox) put(*inbox, shared);
            return !inbox;
        });
    }

    // No more comes; with an error, subscribers are told once they have what came before.
    // Idempotent.
    void end(std::exception_ptr error) noexcept {
        if (std::exchange(ended_, true)) return;
        error_ = error;
        for (const auto& subscribed : inboxes_) {
            const auto inbox = subscribed.lock();
            if (!inbox) continue;
            inbox->error = error;
            inbox->values.close();
        }
        inboxes_.clear();
    }

    // Publishes what a stream gives, until its end; subscribers are told how that came, and who
    // awaits this gets the same error. For them a cancellation is the end. Requires: this outlives
    // the task.
    template <class Stream>
    runtime::Task<void> pump(Stream stream) {
        try {
            for (;;) {
                auto receiving = stream.receive();
                std::optional<T> value = co_await std::move(receiving);
                if (!value) break;
                publish(std::move(*value));
            }
        } catch (const runtime::Cancelled&) {
            end(nullptr);
            throw;
        } catch (...) {
            end(std::current_exception());
            throw;
        }
        end(nullptr);
    }

    [[nodiscard]] std::size_t subscribers() const noexcept {
        return static_cast<std::size_t>(
            std::ranges::count_if(inboxes_, [](const auto& inbox) { return !inbox.expired(); }));
    }

  private:
    static void put(Inbox& inbox, const std::shared_ptr<const T>& value) {
        while (!inbox.values.try_send(value)) {
            static_cast<void>(inbox.values.try_receive());
            ++inbox.lost;
        }
    }

    std::size_t capacity_;
    std::vector<std::weak_ptr<Inbox>> inboxes_;
    std::exception_ptr error_;
    bool ended_ = false;
};

}  // namespace hangar::actor
