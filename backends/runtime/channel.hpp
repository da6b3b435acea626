// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <stdexcept>
#include <utility>

#include <hangar/backends/runtime/wait_list.hpp>

namespace hangar::runtime {

// Thrown by send() on a closed channel.
class ChannelClosed : public std::runtime_error {
  public:
    ChannelClosed() : std::runtime_error("the channel is closed") {}
};

// A bounded queue between the tasks of one loop. Capacity 0 is a rendezvous: send() returns when
// a receiver has taken the value. Values arrive in the order they were sent. After close() what was
// sent is still received, then receive() gives nothing. Only its loop's thread may touch it.
template <class T>
class Channel {
  public:
    class [[nodiscard]] Send final : public Park {
      public:
        Send(Channel& channel, T value) noexcept
            : Park(tasks::WaitKind::send, &channel), channel_(channel), value_(std::move(value)) {}
        void await_resume() const {
            throw_if_cancelled();
            if (refused_) throw ChannelClosed();
        }

      private:
        friend Channel;
        bool try_now() override {
            refused_ = channel_.closed_;
            return refused_ || channel_.accept(value_);
        }
        void arm() override { channel_.senders_.add(*this); }
        void disarm() noexcept override { channel_.senders_.remove(*this); }

        Channel& channel_;
        T value_;
        bool refused_ = false;
    };

    class [[nodiscard]] Receive final : public Park {
      public:
        explicit Receive(Channel& channel) noexcept
            : Park(tasks::WaitKind::receive, &channel), channel_(channel) {}
        Receive(Channel& channel, tasks::WaitKind kind, const void* object) noexcept
            : Park(kind, object), channel_(channel) {}
        std::optional<T> await_resume() {
            throw_if_cancelled();
            return std::move(value_);
        }

      private:
        friend Channel;
        bool try_now() override {
            value_ = channel_.try_receive();
            return value_.has_value() || channel_.closed_;
        }
        void arm() override { channel_.receivers_.add(*this); }
        void disarm() noexcept override { channel_.receivers_.remove(*this); }

        Channel& channel_;
        std::optional<T> value_;
    };

    explicit Channel(std::size_t capacity) noexcept : capacity_(capacity) {}
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    // co_await channel.send(v): waits while it is full. Throws ChannelClosed.
    [[nodiscard]] Send send(T value) noexcept { return Send(*this, std::move(value)); }
    // co_await channel.receive(): waits while it is empty; nothing once it is closed and drained.
    [[nodiscard]] Receive receive() noexcept { return Receive(*this); }
    // The same, shown to readers outside as what it stands for: another actor's deed, for one.
    [[nodiscard]] Receive receive_as(tasks::WaitKind kind, const void* object) noexcept {
        return Receive(*this, kind, object);
    }
    // Whether it was taken; never waits.
    [[nodiscard]] bool try_send(T value) { return !closed_ && accept(value); }
    [[nodiscard]] std::optional<T> try_receive();
    // Waiting senders are refused, waiting receivers get nothing. Idempotent.
    void close() noexcept;
    [[nodiscard]] bool closed() const noexcept { return closed_; }
    [[nodiscard]] std::size_t size() const noexcept { return queue_.size(); }

  private:
    bool accept(T& value) {
        if (Receive* receiver = receivers_.take()) {
            receiver->value_ = std::move(value);
            receiver->complete();
            return true;
        }
        if (queue_.size() >= capacity_) return false;
        queue_.push_back(std::move(value));
        return true;
    }

    std::size_t capacity_;
    std::deque<T> queue_;
    WaitList<Send> senders_;
    WaitList<Receive> receivers_;
    bool closed_ = false;
};

template <class T>
std::optional<T> Channel<T>::try_receive() {
    std::optional<T> value;
    if (!queue_.empty()) {
        value = std::move(queue_.front());
        queue_.pop_front();
    }
    // A sender moves up: into the place that came free, or, past an empty queue, to us.
    if (!value.has_value() || queue_.size() < capacity_) {
        if (Send* sender = senders_.take()) {
            if (value.has_value()) {
                queue_.push_back(std::move(sender->value_));
            } else {
                value = std::move(sender->value_);
            }
            sender->complete();
        }
    }
    return value;
}

template <class T>
void Channel<T>::close() noexcept {
    closed_ = true;
    while (Send* sender = senders_.take()) {
        sender->refused_ = true;
        sender->complete();
    }
    while (Receive* receiver = receivers_.take()) receiver->complete();
}

}  // namespace hangar::runtime
