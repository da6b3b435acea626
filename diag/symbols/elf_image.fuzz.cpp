// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>

#include <hangar/diag/symbols/elf_image.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
    static_cast<void>(hangar::symbols::parse_elf_image(bytes));
    const std::string id = hangar::symbols::parse_build_id(bytes);
    if (id.size() % 2 != 0 || id.size() / 2 > size) __builtin_trap();
    return 0;
}
