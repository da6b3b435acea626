// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <hangar/diag/core/core_notes.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto notes = hangar::core::parse_core_notes(std::as_bytes(std::span(data, size)));
    return notes.threads.size() > size || notes.files.size() > size ? -1 : 0;
}
