// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <hangar/diag/core/program_files.hpp>
#include <hangar/diag/symbols/elf_image.hpp>

namespace hangar::core {
namespace {

constexpr std::string_view deleted = " (deleted)";

// The program is the file that its own program headers lie in.
std::string path_of_program(const CoreNotes& notes) {
    const auto found = std::ranges::find_if(notes.files, [&notes](const MappedFile& file) {
        return file.start <= notes.program_headers && notes.program_headers < file.end;
    });
    return found == notes.files.end() ? std::string() : found->path;
}

}  // namespace

ProgramFiles::ProgramFiles(const CoreFile& core, std::string program)
    : core_(core), program_(std::move(program)), program_was_(path_of_program(core.notes())) {}

ProgramFiles::Opened* ProgramFiles::find(const std::string& mapped_path) {
    const auto [entry, is_new] = files_.try_emplace(mapped_path);
    if (is_new) {
        auto opened = open(mapped_path);
        if (opened)
            entry->second.emplace(std::move(*opened));
        else if (opened.error().code != ENOEXEC)  // data that was mapped is no loss
            notes_.push_back(opened.error().message());
    }
    return entry->second ? &*entry->second : nullptr;
}

std::string ProgramFiles::place_of(const std::string& mapped_path) const {
    if (!program_.empty() && mapped_path == program_was_) return program_;
    return mapped_path.ends_with(deleted)
               ? mapped_path.substr(0, mapped_path.size() - deleted.size())
               : mapped_path;
}

os::Result<ProgramFiles::Opened> ProgramFiles::open(const std::string& mapped_path) const {
    const std::string place = place_of(mapped_path);
    auto file = open_to_read(place);
    if (!file) return tl::unexpected(file.error());
    auto copy = os::duplicate(file->get());
    if (!copy) return tl::unexpected(copy.error());
    auto elf = symbols::ElfFile::open(std::move(*copy), place);
    if (!elf) return tl::unexpected(elf.error());
    const std::string expected = build_id_in_core(mapped_path);
    if (!expected.empty() && expected != elf->build_id())
        return os::error(ESTALE, "use",
                         fmt::format("{}: it is not the file that the core is of, "
                                     "whose build id is {}",
                                     place, expected));
    return Opened{std::move(*file), std::move(*elf)};
}

// Its head is in the core, as a rule, and its notes lie right behind that.
std::string ProgramFiles::build_id_in_core(const std::string& mapped_path) const {
    const auto& files = core_.notes().files;
    const auto first = std::ranges::find_if(files, [&mapped_path](const MappedFile& file) {
        return file.path == mapped_path && file.offset == 0;
    });
    std::array<std::byte, 4096> head{};
    const auto got = first == files.end() ? 0 : core_.read(first->start, head).value_or(0);
    const auto image = symbols::parse_elf_image(std::span(head).first(got));
    if (!image) return {};
    for (const symbols::ElfRange& range : image->notes) {
        std::vector<std::byte> notes(std::min<std::uint64_t>(range.size, head.size()));
        const auto read = core_.read(first->start - image->base + range.address, notes);
        std::string id = symbols::parse_build_id(std::span(notes).first(read.value_or(0)));
        if (!id.empty()) return id;
    }
    return {};
}

}  // namespace hangar::core
