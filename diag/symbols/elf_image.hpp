// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hangar::symbols {

// A part of an ELF file as it lies in memory; `address` is the file's own (p_vaddr).
struct ElfRange {
    std::uint64_t address = 0;
    std::uint64_t size = 0;
    friend bool operator==(const ElfRange&, const ElfRange&) = default;
};

// What the head of a mapped ELF file tells: where its unwind table and its notes are.
// A value; any thread.
struct ElfImage {
    std::uint64_t base = 0;  // the address, page-aligned, that file offset 0 is linked for
    std::uint64_t end = 0;   // of all that is loaded, exclusive; 0: nothing is
    ElfRange eh_frame_hdr;   // size 0: it has none
    std::vector<ElfRange> notes;

    friend bool operator==(const ElfImage&, const ElfImage&) = default;
};

// From the first page of the file, which holds the program headers. Empty if these bytes are no
// 64-bit little-endian ELF file with headers inside them; any bytes may come.
// Source: elf(5).
[[nodiscard]] std::optional<ElfImage> parse_elf_image(std::span<const std::byte> head);

// The build id (hexadecimal) in the content of a note segment; empty if it holds none.
[[nodiscard]] std::string parse_build_id(std::span<const std::byte> notes);

}  // namespace hangar::symbols
