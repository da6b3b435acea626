// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <hangar/backends/ipc/frame_parser.hpp>
#include <hangar/backends/ipc/outgoing.hpp>

namespace hangar::ipc {

struct StreamOptions {
    std::size_t max_payload = default_max_payload;
    // With more than this waiting to leave, a send waits.
    std::size_t high_water = 1U << 20U;
};

// A connected stream socket as a stream of frames, on the current loop. One task at a time
// receives; any number send. One read takes as many frames as have come. Belongs to its loop's
// thread; requires that no task waits in it when it goes.
// Errors: a stream that breaks the protocol is closed as a whole, and that is all the harm it does.
// Where the peer has only ended its half, ours goes on.
class FrameStream {
  public:
    // Gives the next frame, or nothing at the orderly end of the stream. The frame's payload is
    // valid until the next receive. Throws ChannelError.
    class [[nodiscard]] Receive final : public runtime::Park {
      public:
        explicit Receive(FrameStream& stream) noexcept
            : Park(tasks::WaitKind::frame, &stream), stream_(stream) {}
        std::optional<FrameView> await_resume() const;

      private:
        friend FrameStream;
        bool try_now() override { return stream_.take(frame_); }
        void arm() override { stream_.wait_for_frame(*this); }
        void disarm() noexcept override { stream_.forget_receiver(); }

        FrameStream& stream_;
        std::optional<FrameView> frame_;
    };

    // Errors: throws OsError: it is no socket (ENOTSOCK), the loop cannot watch it.
    explicit FrameStream(os::Fd socket, StreamOptions options = {});
    ~FrameStream();
    FrameStream(const FrameStream&) = delete;
    FrameStream& operator=(const FrameStream&) = delete;

    [[nodiscard]] Receive receive() noexcept { return Receive(*this); }
    template <Message M>
    [[nodiscard]] Outgoing::Send<M> send(const M& message) noexcept {
        return Outgoing::Send<M>(outgoing_, message);
    }
    template <BulkMessage M>
    [[nodiscard]] Outgoing::SendBulk<M> send_bulk(M& message) noexcept {
        return Outgoing::SendBulk<M>(outgoing_, message);
    }
    // Whether it will leave. Never waits, however much does.
    template <Message M>
    bool try_send(const M& message) {
        if (outgoing_.ended() || !append_message(outgoing_.frames(), message)) return false;
        outgoing_.flush();
        return !outgoing_.ended();
    }
    [[nodiscard]] Outgoing& outgoing() noexcept { return outgoing_; }
    // Waits until everything that was sent is with the kernel.
    [[nodiscard]] Outgoing::Flushed flushed() noexcept { return Outgoing::Flushed(outgoing_); }
    // Ends our half, once it is flushed; the peer reads the end of the stream.
    runtime::Task<void> finish_sending();

    // At once, both halves: what has not left is lost, and who waits is told why. Idempotent.
    void close(Error why);
    [[nodiscard]] bool closed() const noexcept { return !socket_.has_value(); }
    [[nodiscard]] int fd() const noexcept { return socket_ ? socket_->get() : -1; }
    void set_max_payload(std::size_t bytes) noexcept { parser_.set_max_payload(bytes); }

  private:
    bool take(std::optional<FrameView>& frame);
    bool read_some();
    void fail(Error why);
    void wait_for_frame(Receive& receive);
    void on_readable();
    void forget_receiver() noexcept;

    std::optional<runtime::AsyncFd> socket_;
    Outgoing outgoing_;
    FrameParser parser_;
    std::optional<Error> end_;  // nothing comes any more
    bool drained_ = false;      // the last read emptied the socket: wait before the next
    Receive* receiver_ = nullptr;
};

}  // namespace hangar::ipc
