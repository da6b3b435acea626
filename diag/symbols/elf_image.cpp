// SPDX-License-Identifier: Apache-2.0
#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <hangar/diag/symbols/elf_image.hpp>
#include <string_view>

namespace hangar::symbols {
namespace {

constexpr std::uint64_t page_mask = 4095;

// A copy of the structure at `offset`; empty if it does not lie inside.
template <class Struct>
std::optional<Struct> struct_at(std::span<const std::byte> bytes, std::uint64_t offset) {
    if (offset > bytes.size() || bytes.size() - offset < sizeof(Struct)) return std::nullopt;
    Struct value;
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

bool is_ours(const Elf64_Ehdr& header) {
    return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
           header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == ELFDATA2LSB &&
           header.e_phentsize == sizeof(Elf64_Phdr);
}

void take(const Elf64_Phdr& segment, ElfImage& image) {
    const ElfRange range{segment.p_vaddr, segment.p_memsz};
    if (segment.p_type == PT_GNU_EH_FRAME) image.eh_frame_hdr = range;
    if (segment.p_type == PT_NOTE) image.notes.push_back(range);
    if (segment.p_type != PT_LOAD) return;
    // The segments of a small file share its first page; the lowest comes first (elf(5)).
    if (image.end == 0 && segment.p_offset <= page_mask)
        image.base = (segment.p_vaddr - segment.p_offset) & ~page_mask;
    image.end = std::max(image.end, segment.p_vaddr + segment.p_memsz);
}

std::size_t padded(std::size_t size) {
    return (size + 3) & ~std::size_t{3};
}

std::string hexadecimal(std::span<const std::byte> bytes) {
    std::string text;
    for (const std::byte byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned>(byte));
    return text;
}

}  // namespace

std::optional<ElfImage> parse_elf_image(std::span<const std::byte> head) {
    const auto header = struct_at<Elf64_Ehdr>(head, 0);
    if (!header || !is_ours(*header)) return std::nullopt;
    ElfImage image;
    for (unsigned index = 0; index < header->e_phnum; ++index) {
        const std::uint64_t offset = header->e_phoff + index * sizeof(Elf64_Phdr);
        if (offset < header->e_phoff) return std::nullopt;
        const auto segment = struct_at<Elf64_Phdr>(head, offset);
        if (!segment) return std::nullopt;
        take(*segment, image);
    }
    return image;
}

std::string parse_build_id(std::span<const std::byte> notes) {
    while (const auto note = struct_at<Elf64_Nhdr>(notes, 0)) {
        const std::size_t name_end = sizeof *note + padded(note->n_namesz);
        const std::size_t end = name_end + padded(note->n_descsz);
        if (name_end + note->n_descsz > notes.size()) return {};
        const auto name = notes.subspan(sizeof *note, note->n_namesz);
        const bool is_gnu = name.size() == 4 && std::memcmp(name.data(), "GNU", 4) == 0;
        if (is_gnu && note->n_type == NT_GNU_BUILD_ID)
            return hexadecimal(notes.subspan(name_end, note->n_descsz));
        notes = notes.subspan(std::min(end, notes.size()));
    }
    return {};
}

}  // namespace hangar::symbols
