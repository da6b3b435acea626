// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <hangar/diag/os/proc_maps.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto maps = hangar::os::parse_maps({reinterpret_cast<const char*>(data), size});
    for (const auto& map : maps) {
        if (map.start > map.end) __builtin_trap();
        if (map.deleted && map.inode == 0) __builtin_trap();
    }
    return 0;
}
