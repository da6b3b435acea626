// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <hangar/diag/unwind/eh_frame_hdr.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::array<std::byte, hangar::unwind::EhFrameHdr::size> head{};
    std::copy_n(reinterpret_cast<const std::byte*>(data), std::min(size, head.size()),
                head.begin());
    const auto parsed = hangar::unwind::parse_eh_frame_hdr(head);
    if (parsed && head[0] != std::byte{1}) __builtin_trap();
    return 0;
}
