// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace hangar::os {

using ParserUnderFuzz = void (*)(std::string_view);

/// The entry of a fuzz target over several small parsers: the first byte chooses one, the rest is
/// its text. Requires: at least one parser.
inline int fuzz_one_of(std::span<const ParserUnderFuzz> parsers, const std::uint8_t* data,
                       std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    parsers[data[0] % parsers.size()](text);
    return 0;
}

}  // namespace hangar::os
