// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <hangar/backends/ipc/frame.hpp>

namespace hangar::ipc {

// Cuts a stream of bytes into frames. Does no input itself: read into space(), say how much came
// with received(), then take frames with next() until there is none. Not synchronised.
//
//   const auto n = os::read_some(fd, parser.space());
//   parser.received(n);
//   while (auto frame = parser.next().value()) use(*frame);
//
// A frame's payload is a view into the parser's buffer, valid until the next space() or feed().
// The buffer grows with what came, never with what a header promises, and shrinks again.
// Errors: the stream cannot be trusted after one, so the first is given for ever.
class FrameParser {
  public:
    explicit FrameParser(std::size_t max_payload = default_max_payload) noexcept
        : max_payload_(max_payload) {}

    [[nodiscard]] std::span<std::byte> space();
    void received(std::size_t size) noexcept;  // requires: size <= the last space()'s
    void feed(BytesView bytes);                // space() and received() with a copy

    [[nodiscard]] Result<std::optional<FrameView>> next();
    // What the end of the stream means here: `closed` between frames, `truncated` within one.
    [[nodiscard]] Error at_end() const;

    // For the frames from here on: a peer that has proved itself may send more.
    void set_max_payload(std::size_t bytes) noexcept { max_payload_ = bytes; }
    [[nodiscard]] std::size_t buffered() const noexcept { return end_ - begin_; }
    [[nodiscard]] std::size_t capacity() const noexcept { return buffer_.size(); }

  private:
    [[nodiscard]] BytesView unread() const noexcept {
        return BytesView(buffer_).subspan(begin_, end_ - begin_);
    }
    void make_room();

    std::size_t max_payload_;
    Bytes buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool filled_ = false;  // the last read filled what was free
    std::optional<Error> error_;
};

}  // namespace hangar::ipc
