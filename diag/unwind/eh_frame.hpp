// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hangar::unwind {

// Where a function begins and where what is known of it lies, both relative to the section. The
// form of the entries that linkers write into .eh_frame_hdr. A value.
struct FunctionEntry {
    std::int32_t start = 0;
    std::int32_t description = 0;

    friend auto operator<=>(const FunctionEntry&, const FunctionEntry&) = default;
};

// The functions that a .eh_frame section, as it lies in memory from `address` on, describes, in
// ascending order: for a program without the sorted table, as GNU ld links static ones. It ends
// at the first record that makes no sense; any bytes may come. Pure; any thread.
// Source: Linux Standard Base, "Exception Frames".
[[nodiscard]] std::vector<FunctionEntry> index_eh_frame(std::span<const std::byte> section,
                                                        std::uint64_t address);

}  // namespace hangar::unwind
