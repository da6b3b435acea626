// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/frame_parser.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace hangar::ipc {
namespace {

// An idle channel has little; one whose reads fill what it has is given more.
constexpr std::size_t first_size = 4U << 10U;
constexpr std::size_t largest_by_itself = 128U << 10U;
constexpr std::size_t least_space = 2U << 10U;
constexpr std::size_t worth_releasing = 1U << 20U;

}  // namespace

// To the front with what is unread; only then, if it must be, a larger buffer.
void FrameParser::make_room() {
    if (begin_ != 0) std::memmove(buffer_.data(), buffer_.data() + begin_, buffered());
    end_ -= std::exchange(begin_, 0);
    if (buffer_.size() - end_ < least_space)
        buffer_.resize(std::max(first_size, 2 * buffer_.size()));
}

std::span<std::byte> FrameParser::space() {
    if (buffered() == 0) {
        begin_ = end_ = 0;
        if (buffer_.size() > worth_releasing) Bytes().swap(buffer_);
        if (filled_ && buffer_.size() < largest_by_itself) buffer_.resize(2 * buffer_.size());
    }
    if (buffer_.size() - end_ < least_space) make_room();
    return std::span(buffer_).subspan(end_);
}

void FrameParser::received(std::size_t size) noexcept {
    end_ += size;
    filled_ = end_ == buffer_.size();
}

void FrameParser::feed(BytesView bytes) {
    while (!bytes.empty()) {
        const auto into = space();
        const auto size = std::min(into.size(), bytes.size());
        std::copy_n(bytes.begin(), size, into.begin());
        received(size);
        bytes = bytes.subspan(size);
    }
}

Result<std::optional<FrameView>> FrameParser::next() {
    if (error_) return tl::unexpected(*error_);
    const auto checked = check_header(unread(), max_payload_);
    if (!checked) {
        error_ = checked.error();
        return tl::unexpected(*error_);
    }
    const auto& header = checked->header;
    if (!checked->complete || buffered() - frame_header_size < header.length) return std::nullopt;
    const auto payload = unread().subspan(frame_header_size, header.length);
    begin_ += frame_header_size + header.length;
    return FrameView{header.kind, payload};
}

Error FrameParser::at_end() const {
    if (error_) return *error_;
    if (buffered() == 0) return {ProtocolError::closed, "the peer closed the stream"};
    return {ProtocolError::truncated,
            fmt::format("the stream ended {} bytes into a frame", buffered())};
}

}  // namespace hangar::ipc
