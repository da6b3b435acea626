// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include <hangar/diag/dump/parts.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string stream(reinterpret_cast<const char*>(data), size);
    while (const auto parts = hangar::dump::cut_parts(stream)) {
        std::string again = hangar::dump::encode_parts(*parts);
        if (hangar::dump::cut_parts(again) != parts) __builtin_trap();
    }
    return 0;
}
