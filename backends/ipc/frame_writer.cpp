// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/frame_writer.hpp>

#include <algorithm>

#include <fmt/format.h>

namespace hangar::ipc {
namespace {

constexpr std::size_t worth_moving = 64U << 10U;
constexpr std::size_t worth_releasing = 1U << 20U;

}  // namespace

std::size_t FrameWriter::begin() {
    if (sent_ > worth_moving && sent_ > buffer_.size() / 2) {
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(sent_));
        sent_ = 0;
    }
    const auto start = buffer_.size();
    buffer_.resize(start + frame_header_size);
    return start;
}

Status FrameWriter::end(std::size_t start, std::uint8_t kind) {
    const auto length = buffer_.size() - start - frame_header_size;
    if (length > max_payload_) {
        buffer_.resize(start);
        return error(
            ProtocolError::oversized,
            fmt::format("a message of {} bytes, where {} are allowed", length, max_payload_));
    }
    const auto header = make_header(kind, length);
    std::ranges::copy(header, buffer_.begin() + static_cast<std::ptrdiff_t>(start));
    return {};
}

Status FrameWriter::append(std::uint8_t kind, BytesView payload) {
    const auto start = begin();
    buffer_.insert(buffer_.end(), payload.begin(), payload.end());
    return end(start, kind);
}

void FrameWriter::consume(std::size_t size) noexcept {
    sent_ += size;
    if (!empty()) return;
    sent_ = 0;
    if (buffer_.capacity() > worth_releasing)
        Bytes().swap(buffer_);
    else
        buffer_.clear();
}

}  // namespace hangar::ipc
