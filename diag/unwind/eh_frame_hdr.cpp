// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <hangar/diag/unwind/eh_frame_hdr.hpp>

namespace hangar::unwind {
namespace {

constexpr std::byte version{1};
constexpr std::byte relative_to_itself{0x1b};   // DW_EH_PE_pcrel | DW_EH_PE_sdata4
constexpr std::byte absolute_count{0x03};       // DW_EH_PE_udata4
constexpr std::byte relative_to_section{0x3b};  // DW_EH_PE_datarel | DW_EH_PE_sdata4

}  // namespace

std::optional<EhFrameHdr> parse_eh_frame_hdr(
    const std::array<std::byte, EhFrameHdr::size>& head) noexcept {
    const bool usual = head[0] == version && head[1] == relative_to_itself &&
                       head[2] == absolute_count && head[3] == relative_to_section;
    if (!usual) return std::nullopt;
    EhFrameHdr parsed;
    std::memcpy(&parsed.functions, head.data() + 8, sizeof parsed.functions);
    return parsed;
}

}  // namespace hangar::unwind
