// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/frame_writer.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace hangar::ipc {
namespace {

constexpr std::size_t first_buffer = 64;  // enough for the front of a frame whose rest is moved in
constexpr std::size_t worth_moving = 64U << 10U;
constexpr std::size_t large_buffer = 1U << 20U;

}  // namespace

std::size_t FrameWriter::begin() {
    if (kept_.empty() && sent_ > worth_moving && sent_ > buffer_.size() / 2) {
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(sent_));
        sent_ = 0;
    }
    if (buffer_.capacity() == 0) buffer_.reserve(first_buffer);
    const auto start = buffer_.size();
    buffer_.resize(start + frame_header_size);
    return start;
}

Status FrameWriter::end(std::size_t start, std::uint8_t kind, std::size_t rest) {
    const auto length = buffer_.size() - start - frame_header_size + rest;
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

void FrameWriter::keep(Bytes&& rest) {
    kept_size_ += buffer_.size() + rest.size();
    kept_.push_back(std::exchange(buffer_, {}));
    kept_.push_back(std::move(rest));
}

Status FrameWriter::append(std::uint8_t kind, BytesView payload) {
    const auto start = begin();
    buffer_.insert(buffer_.end(), payload.begin(), payload.end());
    return end(start, kind, 0);
}

std::size_t FrameWriter::gather(std::span<BytesView> into) const noexcept {
    std::size_t count = 0;
    auto sent = sent_;
    const auto add = [&](const Bytes& piece) {
        const auto left = BytesView(piece).subspan(std::exchange(sent, 0));
        if (!left.empty() && count < into.size()) into[count++] = left;
    };
    for (const Bytes& piece : kept_) add(piece);
    add(buffer_);
    return count;
}

BytesView FrameWriter::pending() const noexcept {
    std::array<BytesView, 1> first;
    static_cast<void>(gather(first));
    return first[0];
}

void FrameWriter::consume(std::size_t size) noexcept {
    sent_ += size;
    std::size_t gone = 0;
    while (gone < kept_.size() && sent_ >= kept_[gone].size()) {
        kept_size_ -= kept_[gone].size();
        sent_ -= kept_[gone++].size();
    }
    kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(gone));
    if (!empty()) return;
    sent_ = 0;
    if (buffer_.capacity() > large_buffer)
        Bytes().swap(buffer_);
    else
        buffer_.clear();
}

}  // namespace hangar::ipc
