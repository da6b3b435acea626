// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <hangar/diag/os/proc_tcp.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const auto& socket : hangar::os::parse_tcp({reinterpret_cast<const char*>(data), size}))
        if (socket.local.text().empty()) __builtin_trap();
    return 0;
}
