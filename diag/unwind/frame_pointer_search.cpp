// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstring>
#include <hangar/diag/unwind/call_site.hpp>
#include <hangar/diag/unwind/frame_pointer_search.hpp>

namespace hangar::unwind {
namespace {

// A function with larger local variables than this is given up.
constexpr std::uint64_t largest_frame = 1U << 20U;
constexpr std::size_t most_candidates = 48;
// A frame pointer is aligned so by the calling convention (System V ABI, 3.2.2).
constexpr std::uint64_t alignment = 16;

// Where a signal's handler returns to: mov $15, %rax; syscall. No call stands before it, and the
// handler may have left it to the function that it ended with (a tail call).
bool is_signal_trampoline(ProcessImage& image, std::uint64_t pc) {
    constexpr std::array<unsigned char, 9> code{0x48, 0xc7, 0xc0, 0x0f, 0x00,
                                                0x00, 0x00, 0x0f, 0x05};
    std::array<std::byte, code.size()> found{};
    return image.read(pc, found) && std::memcmp(found.data(), code.data(), code.size()) == 0;
}

}  // namespace

std::vector<std::uint64_t> frame_pointer_candidates(StackCopy& stack, ProcessImage& image,
                                                    std::uint64_t sp, std::uint64_t function) {
    std::vector<std::uint64_t> direct;
    std::vector<std::uint64_t> indirect;
    std::vector<std::uint64_t> others;
    const std::uint64_t end = std::min(stack.end(), sp + largest_frame);
    std::uint64_t address = (sp + alignment - 1) & ~(alignment - 1);
    for (; address + alignment <= end; address += alignment) {
        std::uint64_t pc = 0;
        if (!stack.read_word(address + 8, pc)) break;
        if (!image.modules().is_code(pc)) continue;
        switch (call_before(image, pc, function)) {
            case CallSite::none:
                if (is_signal_trampoline(image, pc)) direct.push_back(address);
                break;
            case CallSite::this_one:
                direct.push_back(address);
                break;
            case CallSite::indirect:
                indirect.push_back(address);
                break;
            case CallSite::another:
                others.push_back(address);
                break;
        }
    }
    direct.insert(direct.end(), indirect.begin(), indirect.end());
    direct.insert(direct.end(), others.begin(), others.end());
    if (direct.size() > most_candidates) direct.resize(most_candidates);
    return direct;
}

}  // namespace hangar::unwind
