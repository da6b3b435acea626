// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <hangar/backends/ipc/frame.hpp>
#include <hangar/backends/ipc/writer.hpp>

namespace hangar::ipc {

// Frames that wait to be written, in order: write what gather() gives, then consume() what the
// socket took. Payloads are encoded in place, one behind the other; bytes that were moved in stay
// where they are, between what was encoded before them and after them. Not synchronised.
class FrameWriter {
  public:
    explicit FrameWriter(std::size_t max_payload = default_max_payload) noexcept
        : max_payload_(max_payload) {}

    // Errors: `oversized`, and then nothing was appended.
    Status append(std::uint8_t kind, BytesView payload);
    // `fill(Writer&)` encodes the payload.
    template <class Fill>
    Status append_with(std::uint8_t kind, Fill&& fill) {
        const auto start = begin();
        Writer writer(buffer_);
        fill(writer);
        return end(start, kind, 0);
    }
    // `fill(Writer&)` encodes the payload's front; the rest is moved from, but for an error.
    template <class Fill>
    Status append_with(std::uint8_t kind, Fill&& fill, Bytes&& rest) {
        const auto start = begin();
        Writer writer(buffer_);
        fill(writer);
        auto done = end(start, kind, rest.size());
        if (done) keep(std::move(rest));
        return done;
    }

    // The next pieces of what waits, none of them empty; as many as there is room for. Valid until
    // the next call that is not const.
    [[nodiscard]] std::size_t gather(std::span<BytesView> into) const noexcept;
    // The first of them, which is all of it where nothing was moved in.
    [[nodiscard]] BytesView pending() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return kept_size_ + buffer_.size() - sent_; }
    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    void consume(std::size_t size) noexcept;  // requires: size <= this->size()

  private:
    [[nodiscard]] std::size_t begin();
    Status end(std::size_t start, std::uint8_t kind, std::size_t rest);
    void keep(Bytes&& rest);

    std::size_t max_payload_;
    std::vector<Bytes> kept_;    // in front of the buffer: encoded, moved in, encoded, ...
    std::size_t kept_size_ = 0;  // of all of them
    Bytes buffer_;
    std::size_t sent_ = 0;  // of the first piece
};

}  // namespace hangar::ipc
