// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/frame_stream.hpp>

#include <cerrno>
#include <utility>

#include <hangar/diag/os/stream_socket.hpp>

namespace hangar::ipc {

using Direction = runtime::AsyncFd::Direction;

namespace {

os::Fd prepared(os::Fd socket) {
    runtime::value_or_throw(os::set_nonblocking(socket.get()));
    runtime::value_or_throw(os::send_at_once(socket.get()));
    return socket;
}

}  // namespace

FrameStream::FrameStream(os::Fd socket, StreamOptions options)
    : socket_(std::in_place, prepared(std::move(socket))),
      outgoing_(*socket_, options.max_payload, options.high_water),
      parser_(options.max_payload) {}

FrameStream::~FrameStream() {
    close({ProtocolError::closed, "this side let go of the channel"});
}

std::optional<FrameView> FrameStream::Receive::await_resume() const {
    throw_if_cancelled();
    if (frame_) return frame_;
    if (stream_.end_->code == ProtocolError::closed && !stream_.closed()) return std::nullopt;
    throw ChannelError(*stream_.end_);
}

// Whether the wait is over: a frame is there, or the end is.
bool FrameStream::take(std::optional<FrameView>& frame) {
    for (;;) {
        if (closed()) return true;
        auto next = parser_.next();
        if (!next)
            fail(std::move(next.error()));
        else if (*next)
            frame = *next;
        if (frame || end_) return true;
        if (drained_ || !read_some()) return false;
    }
}

// A peer of another version understands one thing: the version in a header of ours.
void FrameStream::fail(Error why) {
    if (why.code == ProtocolError::wrong_version && !outgoing_.ended()) {
        static_cast<void>(outgoing_.frames().append(0, {}));
        outgoing_.flush();
    }
    close(std::move(why));
}

// One read; whether anything came of it, be it the end.
bool FrameStream::read_some() {
    const auto into = parser_.space();
    const auto got = os::read_some(socket_->get(), into);
    if (!got && got.error().code == EAGAIN) {
        drained_ = true;
        return false;
    }
    if (!got) {
        close({ProtocolError::lost, got.error().message()});
        return true;
    }
    if (*got == 0) {
        end_ = parser_.at_end();
        if (end_->code != ProtocolError::closed) close(*end_);
        return true;
    }
    parser_.received(*got);
    drained_ = *got < into.size();
    return true;
}

void FrameStream::wait_for_frame(Receive& receive) {
    receiver_ = &receive;
    socket_->descriptor().wait(Direction::read, [this] { on_readable(); });
}

void FrameStream::on_readable() {
    drained_ = false;
    Receive& receive = *std::exchange(receiver_, nullptr);
    if (take(receive.frame_))
        receive.complete();
    else
        wait_for_frame(receive);
}

void FrameStream::forget_receiver() noexcept {
    receiver_ = nullptr;
    socket_->descriptor().forget(Direction::read);
}

runtime::Task<void> FrameStream::finish_sending() {
    auto flushing = flushed();
    co_await flushing;
    const auto ended = os::shutdown_sending(socket_->get());
    outgoing_.end({ProtocolError::closed, "this side has finished sending"});
    if (!ended) throw ChannelError({ProtocolError::lost, ended.error().message()});
}

void FrameStream::close(Error why) {
    if (closed()) return;
    outgoing_.end(why);
    if (!end_) end_ = std::move(why);
    Receive* const receiver = std::exchange(receiver_, nullptr);
    if (receiver != nullptr) socket_->descriptor().forget(Direction::read);
    socket_.reset();
    if (receiver != nullptr) receiver->complete();
}

}  // namespace hangar::ipc
