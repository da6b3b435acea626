// SPDX-License-Identifier: Apache-2.0
#include <elf.h>
#include <gmock/gmock.h>

#include <cstring>

#include <hangar/diag/symbols/elf_image.hpp>

namespace hangar::symbols {
namespace {

// A head with these segments.
std::vector<std::byte> head_of(const std::vector<Elf64_Phdr>& segments) {
    Elf64_Ehdr header{};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_phoff = sizeof header;
    header.e_phentsize = sizeof(Elf64_Phdr);
    header.e_phnum = static_cast<Elf64_Half>(segments.size());
    std::vector<std::byte> bytes(sizeof header + segments.size() * sizeof(Elf64_Phdr));
    std::memcpy(bytes.data(), &header, sizeof header);
    if (!segments.empty())
        std::memcpy(bytes.data() + sizeof header, segments.data(), bytes.size() - sizeof header);
    return bytes;
}

Elf64_Phdr segment(Elf64_Word type, Elf64_Off offset, Elf64_Addr address, Elf64_Xword size) {
    Elf64_Phdr segment{};
    segment.p_type = type;
    segment.p_offset = offset;
    segment.p_vaddr = address;
    segment.p_memsz = size;
    return segment;
}

std::vector<std::byte> note_of(const char* name, Elf64_Word type, std::string_view content) {
    const Elf64_Nhdr header{static_cast<Elf64_Word>(std::strlen(name) + 1),
                            static_cast<Elf64_Word>(content.size()), type};
    std::vector<std::byte> bytes(sizeof header + (header.n_namesz + 3) / 4 * 4 +
                                 (content.size() + 3) / 4 * 4);
    std::memcpy(bytes.data(), &header, sizeof header);
    std::memcpy(bytes.data() + sizeof header, name, header.n_namesz);
    std::memcpy(bytes.data() + sizeof header + (header.n_namesz + 3) / 4 * 4, content.data(),
                content.size());
    return bytes;
}

TEST(ParseElfImageTest, FindsTablesAndNotes) {
    const auto image = parse_elf_image(
        head_of({segment(PT_LOAD, 0, 0x400000, 0x1000), segment(PT_LOAD, 0x2000, 0x403000, 0x1000),
                 segment(PT_NOTE, 0x200, 0x400200, 0x24),
                 segment(PT_GNU_EH_FRAME, 0x300, 0x400300, 0x44)}));
    ASSERT_TRUE(image);
    EXPECT_EQ(image->base, 0x400000U);
    EXPECT_EQ(image->end, 0x404000U);
    EXPECT_EQ(image->eh_frame_hdr, (ElfRange{0x400300, 0x44}));
    EXPECT_THAT(image->notes, testing::ElementsAre(ElfRange{0x400200, 0x24}));
}

// As lld links a small program: three of its segments lie in the file's first page.
TEST(ParseElfImageTest, TheLowestOfSeveralSegmentsInTheFirstPageTellsTheBase) {
    const auto image = parse_elf_image(
        head_of({segment(PT_LOAD, 0, 0, 0x8cc), segment(PT_LOAD, 0x8d0, 0x18d0, 0x270),
                 segment(PT_LOAD, 0xb40, 0x2b40, 0x210)}));
    ASSERT_TRUE(image);
    EXPECT_EQ(image->base, 0U);
    EXPECT_EQ(image->end, 0x2d50U);
}

TEST(ParseElfImageTest, RefusesWhatIsNoHead) {
    const auto whole = head_of({segment(PT_LOAD, 0, 0, 0x1000)});
    EXPECT_TRUE(parse_elf_image(whole));
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(parse_elf_image(std::span(whole).first(size))) << size;
    auto narrow = whole;
    narrow[EI_CLASS] = std::byte{ELFCLASS32};
    EXPECT_FALSE(parse_elf_image(narrow));
}

TEST(ParseBuildIdTest, FindsItAmongOtherNotes) {
    auto notes = note_of("GNU", NT_GNU_ABI_TAG, "0123456789abcdef");
    const auto id = note_of("GNU", NT_GNU_BUILD_ID, "\x01\xab\xcd");
    notes.insert(notes.end(), id.begin(), id.end());
    EXPECT_EQ(parse_build_id(notes), "01abcd");
    EXPECT_EQ(parse_build_id(note_of("Go", NT_GNU_BUILD_ID, "id")), "");
    EXPECT_EQ(parse_build_id({}), "");
}

TEST(ParseBuildIdTest, SurvivesNotesThatPromiseTooMuch) {
    auto notes = note_of("GNU", NT_GNU_BUILD_ID, "0123");
    const Elf64_Word huge = 0xffff'fffc;
    std::memcpy(notes.data() + 4, &huge, sizeof huge);
    EXPECT_EQ(parse_build_id(notes), "");
    std::memcpy(notes.data(), &huge, sizeof huge);
    EXPECT_EQ(parse_build_id(notes), "");
}

}  // namespace
}  // namespace hangar::symbols
