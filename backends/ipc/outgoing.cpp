// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/outgoing.hpp>

#include <array>
#include <cerrno>

#include <hangar/diag/os/bulk_send.hpp>
#include <hangar/diag/os/stream_socket.hpp>

namespace hangar::ipc {

using Direction = runtime::AsyncFd::Direction;

bool Outgoing::Turn::try_now() {
    if (outgoing_.end_) return true;
    if (!outgoing_.waiters_.empty() || !outgoing_.admits(*this)) return false;
    admit();
    outgoing_.flush();
    return true;
}

void Outgoing::Turn::await_resume() const {
    throw_if_cancelled();
    if (refused_) throw ChannelError(*refused_);
    if (outgoing_.end_) throw ChannelError(*outgoing_.end_);
}

bool Outgoing::admits(const Turn& turn) const noexcept {
    return pending() <= turn.limit();
}

void Outgoing::end(Error why) {
    if (end_) return;
    end_ = std::move(why);
    frames_.consume(pending());
    if (blocked_) socket_->descriptor().forget(Direction::write);
    while (Turn* turn = waiters_.take()) turn->complete();
}

void Outgoing::flush() {
    if (blocked_ || end_) return;
    write_some();
    admit_waiters();
}

os::Result<std::size_t> Outgoing::send_pieces(std::size_t& offered) {
    std::array<BytesView, 16> room;
    const auto pieces = std::span(room).first(frames_.gather(room));
    for (const auto piece : pieces) offered += piece.size();
    if (pieces.size() == 1) return os::send_some(socket_->get(), pieces[0]);
    return os::send_gathered(socket_->get(), pieces);
}

void Outgoing::write_some() {
    while (!frames_.empty()) {
        std::size_t offered = 0;
        const auto sent = send_pieces(offered);
        if (sent) {
            frames_.consume(*sent);
            // It took what fits: asking once more would only tell us so.
            if (*sent < offered) return wait_until_writable();
        } else if (sent.error().code == EAGAIN) {
            return wait_until_writable();
        } else {
            // Also where it is our kernel that fails: the peer must not wait for what never comes.
            static_cast<void>(os::shutdown_sending(socket_->get()));
            return end({ProtocolError::lost, sent.error().message()});
        }
    }
}

void Outgoing::wait_until_writable() {
    blocked_ = true;
    socket_->descriptor().wait(Direction::write, [this] {
        blocked_ = false;
        flush();
    });
}

// First come, first served: whoever waits for an empty buffer holds up those behind it.
void Outgoing::admit_waiters() {
    while (!end_) {
        Turn* const first = waiters_.first();
        if (first == nullptr || !admits(*first)) return;
        waiters_.remove(*first);
        first->admit();
        first->complete();
        if (!blocked_) write_some();
    }
}

}  // namespace hangar::ipc
