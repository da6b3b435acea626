// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/backends/ipc/frame.hpp>
#include <hangar/backends/ipc/writer.hpp>

namespace hangar::ipc {

// Frames that wait to be written, in order, in one buffer: write pending(), then consume() what
// the socket took. Payloads are encoded in place. Not synchronised.
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
        return end(start, kind);
    }

    [[nodiscard]] BytesView pending() const noexcept { return BytesView(buffer_).subspan(sent_); }
    [[nodiscard]] bool empty() const noexcept { return sent_ == buffer_.size(); }
    void consume(std::size_t size) noexcept;  // requires: size <= pending().size()

  private:
    [[nodiscard]] std::size_t begin();
    Status end(std::size_t start, std::uint8_t kind);

    std::size_t max_payload_;
    Bytes buffer_;
    std::size_t sent_ = 0;
};

}  // namespace hangar::ipc
