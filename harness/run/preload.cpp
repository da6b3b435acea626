// SPDX-License-Identifier: Apache-2.0
#include <elf.h>
#include <fcntl.h>
#include <link.h>

#include <cstring>
#include <filesystem>
#include <optional>

#include <hangar/harness/run/preload.hpp>

// The library, whole.
asm(".pushsection .rodata\n"
    ".hidden hangar_preload_begin\n.global hangar_preload_begin\n"
    ".hidden hangar_preload_end\n.global hangar_preload_end\n"
    "hangar_preload_begin:\n"
    ".incbin \"" HANGAR_PRELOAD_FILE
    "\"\n"
    "hangar_preload_end:\n"
    ".popsection\n");
extern "C" const char hangar_preload_begin;  // NOLINT(readability-identifier-naming)
extern "C" const char hangar_preload_end;    // NOLINT(readability-identifier-naming)

namespace hangar::run {
namespace {

namespace fs = std::filesystem;
using Header = ElfW(Ehdr);
using Segment = ElfW(Phdr);

template <class Part>
std::optional<Part> part_at(int file, std::size_t offset) {
    const auto text = os::read_at(file, offset, sizeof(Part));
    if (!text || text->size() != sizeof(Part)) return std::nullopt;
    Part part;
    std::memcpy(&part, text->data(), sizeof part);
    return part;
}

// Of a program of this machine's kind; else nothing.
std::optional<Header> header_of(int file) {
    const auto header = part_at<Header>(file, 0);
    if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) return std::nullopt;
    return header;
}

// It is loaded into programs of its own kind.
Header header_of_the_library() noexcept {
    Header header;
    std::memcpy(&header, &hangar_preload_begin, sizeof header);
    return header;
}

// A folder on the way may be closed to us, though the program can be executed.
std::string without_links(const std::string& path) {
    std::error_code failed;
    const auto resolved = fs::weakly_canonical(path, failed);
    return failed ? path : resolved.string();
}

bool is_dynamic(int file, const Header& header) {
    for (std::size_t i = 0; i < header.e_phnum; ++i) {
        const auto segment = part_at<Segment>(file, header.e_phoff + i * header.e_phentsize);
        if (segment && segment->p_type == PT_INTERP) return true;
    }
    return false;
}

bool changes_its_user(const std::string& path) {
    std::error_code failed;
    const auto mode = fs::status(path, failed).permissions();
    return (mode & (fs::perms::set_uid | fs::perms::set_gid)) != fs::perms::none;
}

}  // namespace

os::Result<int> PreloadLibrary::file() {
    if (file_) return file_.get();
    auto file = os::make_memory_file("hangar preload");
    if (!file) return tl::unexpected(file.error());
    const std::string_view image(
        &hangar_preload_begin,
        static_cast<std::size_t>(&hangar_preload_end - &hangar_preload_begin));
    if (auto written = os::write_all(file->get(), image); !written)
        return tl::unexpected(written.error());
    file_ = std::move(*file);
    return file_.get();
}

std::string unfit_for_preload(const std::string& path) {
    const auto file = os::open_file(AT_FDCWD, without_links(path), O_RDONLY);
    if (!file) return file.error().message();
    const auto header = header_of(file->get());
    if (!header) return "it is not linked with hangar, and no executable but a script";
    const Header ours = header_of_the_library();
    if (header->e_machine != ours.e_machine || header->e_ident[EI_CLASS] != ours.e_ident[EI_CLASS])
        return "it is not linked with hangar, and for another machine";
    if (!is_dynamic(file->get(), *header))
        return "it is not linked with hangar, and statically linked";
    if (changes_its_user(path)) return "it is not linked with hangar, and changes its user";
    return {};
}

}  // namespace hangar::run
