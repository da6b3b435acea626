// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <hangar/diag/unwind/call_site.hpp>

namespace hangar::unwind {
namespace {

// Source: Intel 64 manual, volume 2: CALL, JMP, ENDBR64.
constexpr std::uint8_t call_relative = 0xe8;
constexpr std::uint8_t group_five = 0xff;
constexpr std::uint8_t call_extension = 2;
constexpr std::array<std::uint8_t, 4> end_branch{0xf3, 0x0f, 0x1e, 0xfa};
constexpr std::uint8_t bound_prefix = 0xf2;

std::uint64_t relative(std::uint64_t next, const std::uint8_t* displacement) {
    std::int32_t offset = 0;
    std::memcpy(&offset, displacement, sizeof offset);
    return next + static_cast<std::uint64_t>(std::int64_t{offset});
}

// Where a stub "jmp *slot(%rip)" goes; `target` itself if it is none.
std::uint64_t through_stub(ProcessImage& image, std::uint64_t target) {
    std::array<std::uint8_t, 12> code{};
    if (!image.read_value(target, code)) return target;
    std::size_t at = std::memcmp(code.data(), end_branch.data(), end_branch.size()) == 0 ? 4 : 0;
    if (code[at] == bound_prefix) ++at;
    if (code[at] != group_five || code[at + 1] != 0x25) return target;
    std::uint64_t holds = 0;
    const std::uint64_t slot = relative(target + at + 6, code.data() + at + 2);
    return image.read_value(slot, holds) ? holds : target;
}

// FF /2 of any length: the addressing byte is 2, 3, 4, 6 or 7 bytes before the end.
bool ends_in_indirect_call(const std::array<std::uint8_t, 8>& code) {
    for (const std::size_t length : {2U, 3U, 4U, 6U, 7U}) {
        const std::size_t at = code.size() - length;
        if (code[at] == group_five && (code[at + 1] >> 3U & 7U) == call_extension) return true;
    }
    return false;
}

}  // namespace

CallSite call_before(ProcessImage& image, std::uint64_t return_address, std::uint64_t function) {
    std::array<std::uint8_t, 8> code{};
    if (return_address < code.size()) return CallSite::none;
    if (!image.read_value(return_address - code.size(), code)) return CallSite::none;
    if (code[3] == call_relative) {
        const std::uint64_t target = relative(return_address, code.data() + 4);
        if (target == function || through_stub(image, target) == function)
            return CallSite::this_one;
        if (image.modules().is_code(target)) return CallSite::another;
    }
    return ends_in_indirect_call(code) ? CallSite::indirect : CallSite::none;
}

}  // namespace hangar::unwind
