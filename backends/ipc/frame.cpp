// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/frame.hpp>

#include <fmt/format.h>

namespace hangar::ipc {
namespace {

constexpr std::array magic{std::byte{'h'}, std::byte{'g'}};

unsigned number(std::byte byte) noexcept {
    return std::to_integer<unsigned>(byte);
}

Status check_magic(BytesView bytes) {
    for (std::size_t i = 0; i < magic.size() && i < bytes.size(); ++i)
        if (bytes[i] != magic[i])
            return error(ProtocolError::garbage,
                         fmt::format("byte {} of a frame is 0x{:02x}", i, number(bytes[i])));
    return {};
}

Status check_version(BytesView bytes) {
    if (bytes.size() <= 2 || number(bytes[2]) == protocol_version) return {};
    return error(ProtocolError::wrong_version,
                 fmt::format("the peer speaks version {}, this is version {}", number(bytes[2]),
                             protocol_version));
}

FrameHeader parse(BytesView bytes) noexcept {
    FrameHeader header{static_cast<std::uint8_t>(bytes[3]), 0};
    for (const auto byte : bytes.subspan(4, 4)) header.length = header.length << 8U | number(byte);
    return header;
}

}  // namespace

HeaderBytes make_header(std::uint8_t kind, std::size_t length) noexcept {
    const auto part = [&](unsigned shift) { return static_cast<std::byte>(length >> shift); };
    return {magic[0], magic[1], std::byte{protocol_version}, std::byte{kind}, part(24), part(16),
            part(8),  part(0)};
}

Result<HeaderCheck> check_header(BytesView bytes, std::size_t max_payload) {
    if (auto ok = check_magic(bytes); !ok) return tl::unexpected(std::move(ok.error()));
    if (auto ok = check_version(bytes); !ok) return tl::unexpected(std::move(ok.error()));
    if (bytes.size() < frame_header_size) return HeaderCheck{};
    const auto header = parse(bytes);
    if (header.length <= max_payload) return HeaderCheck{true, header};
    return error(ProtocolError::oversized, fmt::format("a frame of {} bytes, where {} are allowed",
                                                       header.length, max_payload));
}

}  // namespace hangar::ipc
