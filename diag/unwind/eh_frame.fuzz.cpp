// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <hangar/diag/unwind/eh_frame.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
    const auto functions = hangar::unwind::index_eh_frame(bytes, 0x400000);
    if (!std::ranges::is_sorted(functions)) __builtin_trap();
    for (const auto& function : functions)
        if (static_cast<std::size_t>(function.description) >= size) __builtin_trap();
    return 0;
}
