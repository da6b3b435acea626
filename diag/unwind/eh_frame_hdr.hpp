// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace hangar::unwind {

// The head of a .eh_frame_hdr section: where its sorted table of functions lies. A value.
struct EhFrameHdr {
    static constexpr std::size_t size = 12;  // bytes before the table

    std::uint32_t functions = 0;  // entries of 8 bytes each

    friend bool operator==(const EhFrameHdr&, const EhFrameHdr&) = default;
};

// Empty unless the section has the one form that linkers write: version 1, a count of 4 bytes, and
// a table of pairs of 4 bytes relative to the section. Any bytes may come. Source: Linux Standard
// Base, "Exception Frame Header".
[[nodiscard]] std::optional<EhFrameHdr> parse_eh_frame_hdr(
    const std::array<std::byte, EhFrameHdr::size>& head) noexcept;

}  // namespace hangar::unwind
