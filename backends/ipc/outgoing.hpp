// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <hangar/backends/ipc/bulk_message.hpp>
#include <hangar/backends/ipc/channel_error.hpp>
#include <hangar/backends/ipc/frame_writer.hpp>
#include <hangar/backends/ipc/message.hpp>
#include <hangar/backends/runtime/async_fd.hpp>
#include <hangar/backends/runtime/wait_list.hpp>

namespace hangar::ipc {

// The sending half of a frame stream: frames leave in order, at once as far as the socket takes
// them, and as it becomes writable after that, whether or not anybody waits. Belongs to its loop.
class Outgoing {
  public:
    // Waits until at most `limit` bytes are waiting to leave, behind those who came earlier.
    // Throws ChannelError once nothing can be sent any more.
    class Turn : public runtime::Park {
      public:
        void await_resume() const;
        [[nodiscard]] std::size_t limit() const noexcept { return limit_; }
        // When its turn has come, before the task goes on.
        virtual void admit() {}

      protected:
        Turn(Outgoing& outgoing, std::size_t limit) noexcept
            : Park(tasks::WaitKind::send, &outgoing), outgoing_(outgoing), limit_(limit) {}
        ~Turn() = default;
        Outgoing& outgoing_;
        std::optional<Error> refused_;

      private:
        bool try_now() override;
        void arm() override { outgoing_.waiters_.add(*this); }
        void disarm() noexcept override { outgoing_.waiters_.remove(*this); }
        std::size_t limit_;
    };

    class [[nodiscard]] Flushed final : public Turn {
      public:
        explicit Flushed(Outgoing& outgoing) noexcept : Turn(outgoing, 0) {}
    };

    // Appends a message when its turn has come. The message is borrowed.
    template <Message M>
    class [[nodiscard]] Send final : public Turn {
      public:
        Send(Outgoing& outgoing, const M& message) noexcept
            : Turn(outgoing, outgoing.high_water_), message_(message) {}

        void admit() override {
            auto appended = append_message(outgoing_.frames_, message_);
            if (!appended) refused_ = std::move(appended.error());
        }

      private:
        const M& message_;
    };

    // The same; takes the bytes at the message's end (bulk_message.hpp), unless it is refused.
    template <BulkMessage M>
    class [[nodiscard]] SendBulk final : public Turn {
      public:
        SendBulk(Outgoing& outgoing, M& message) noexcept
            : Turn(outgoing, outgoing.high_water_), message_(message) {}

        void admit() override {
            auto appended = append_bulk(outgoing_.frames_, message_);
            if (!appended) refused_ = std::move(appended.error());
        }

      private:
        M& message_;
    };

    Outgoing(runtime::AsyncFd& socket, std::size_t max_payload, std::size_t high_water) noexcept
        : socket_(&socket), frames_(max_payload), high_water_(high_water) {}
    Outgoing(const Outgoing&) = delete;
    Outgoing& operator=(const Outgoing&) = delete;

    // For whoever appends without waiting; flush() after it.
    [[nodiscard]] FrameWriter& frames() noexcept { return frames_; }
    void flush();
    [[nodiscard]] std::size_t pending() const noexcept { return frames_.size(); }
    [[nodiscard]] const std::optional<Error>& ended() const noexcept { return end_; }
    // Nothing leaves any more; those who wait are told why. The first reason stays. The socket is
    // not touched again.
    void end(Error why);

  private:
    void write_some();
    [[nodiscard]] os::Result<std::size_t> send_pieces(std::size_t& offered);
    void wait_until_writable();
    [[nodiscard]] bool admits(const Turn& turn) const noexcept;
    void admit_waiters();

    runtime::AsyncFd* socket_;
    FrameWriter frames_;
    std::size_t high_water_;
    runtime::WaitList<Turn> waiters_;
    std::optional<Error> end_;
    bool blocked_ = false;  // the socket is full; we are called when it no longer is
};

}  // namespace hangar::ipc
