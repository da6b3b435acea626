// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>

#include <hangar/backends/ipc/channel_error.hpp>
#include <hangar/backends/ipc/frame_stream.hpp>
#include <hangar/backends/ipc/identity.hpp>
#include <hangar/backends/ipc/transport.hpp>

namespace hangar::ipc {

// A stream of frames to a peer that has proved itself: join() and admit() (greeting.hpp) give one.
// Move-only; belongs to its loop's thread. Letting it go closes it; requires that no task waits in
// it then.
class Channel {
  public:
    Channel(std::unique_ptr<FrameStream> stream, Transport transport, Identity peer)
        : stream_(std::move(stream)), transport_(transport), peer_(std::move(peer)) {}

    [[nodiscard]] const Identity& peer() const noexcept { return peer_; }
    [[nodiscard]] Transport transport() const noexcept { return transport_; }

    // co_await channel.receive(): the next frame, valid until the next receive; nothing at the
    // orderly end of the stream. One task at a time. Throws ChannelError: a stream that breaks the
    // protocol is closed by then.
    [[nodiscard]] FrameStream::Receive receive() noexcept { return stream_->receive(); }

    // co_await channel.send(message): waits while too much waits to leave; messages leave in the
    // order of the sends, and whether or not anybody awaits anything after that. The message must
    // live until then. Throws ChannelError; `oversized` harms nothing but that message.
    template <Message M>
    [[nodiscard]] auto send(const M& message) noexcept {
        return stream_->send(message);
    }
    // As send, for a message that nobody needs any more: long bytes at its end are not copied.
    template <BulkMessage M>
    [[nodiscard]] auto send_bulk(M& message) noexcept {
        return stream_->send_bulk(message);
    }
    // Whether it will leave. Never waits, in cancelled scopes neither; for a few small messages.
    template <Message M>
    bool try_send(const M& message) {
        return stream_->try_send(message);
    }

    // co_await channel.flushed(): everything that was sent is with the kernel.
    [[nodiscard]] Outgoing::Flushed flushed() noexcept { return stream_->flushed(); }
    // Flushes, then ends our half: the peer reads the end of the stream, and we can still receive.
    [[nodiscard]] runtime::Task<void> finish_sending() { return stream_->finish_sending(); }
    // Both halves, at once. Who waits is told `why`. Idempotent, the first reason stays.
    void close(Error why = {ProtocolError::closed, "this side closed the channel"}) noexcept {
        stream_->close(std::move(why));
    }
    [[nodiscard]] bool closed() const noexcept { return stream_->closed(); }

  private:
    std::unique_ptr<FrameStream> stream_;
    Transport transport_;
    Identity peer_;
};

}  // namespace hangar::ipc
