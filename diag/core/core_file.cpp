// SPDX-License-Identifier: Apache-2.0
#include <elf.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <hangar/diag/core/core_file.hpp>
#include <limits>
#include <map>
#include <optional>

namespace hangar::core {
namespace {

// A core has a segment for each mapping, and a process has 65530 of these at most by default.
constexpr std::uint64_t most_segments = 1U << 20U;
constexpr std::uint64_t most_notes = 64U << 20U;

template <class Value>
std::optional<Value> value_at(int file, std::uint64_t offset) {
    const auto bytes = os::read_at(file, offset, sizeof(Value));
    if (!bytes || bytes->size() != sizeof(Value)) return std::nullopt;
    Value value{};
    std::memcpy(&value, bytes->data(), sizeof value);
    return value;
}

bool is_core(const Elf64_Ehdr& head) {
    return std::memcmp(head.e_ident, ELFMAG, SELFMAG) == 0 &&
           head.e_ident[EI_CLASS] == ELFCLASS64 && head.e_ident[EI_DATA] == ELFDATA2LSB &&
           head.e_type == ET_CORE && head.e_machine == EM_X86_64 &&
           head.e_phentsize == sizeof(Elf64_Phdr);
}

// Where there are more than its field can count, the number stands in the first section's head.
std::uint64_t segment_count(int file, const Elf64_Ehdr& head) {
    if (head.e_phnum != PN_XNUM) return head.e_phnum;
    const auto section = value_at<Elf64_Shdr>(file, head.e_shoff);
    return section ? section->sh_info : 0;
}

}  // namespace

os::Result<os::Fd> open_to_read(const std::string& path) {
    std::error_code failed;
    const auto place = std::filesystem::canonical(path, failed);
    return os::open_file(AT_FDCWD, failed ? path : place.string(), O_RDONLY);
}

os::Result<CoreFile> CoreFile::open(const std::string& path) {
    CoreFile core;
    auto file = open_to_read(path);
    if (!file) return tl::unexpected(file.error());
    core.file_ = std::move(*file);
    const auto size = os::file_size(core.file_.get());
    if (!size) return tl::unexpected(size.error());
    core.size_ = *size;
    if (const auto head = core.read_head(); !head)
        return os::error(head.error().code, "read the core file", path);
    core.describe_maps();
    return core;
}

os::Status CoreFile::read_head() {
    const auto head = value_at<Elf64_Ehdr>(file_.get(), 0);
    if (!head || !is_core(*head)) return os::error(ENOEXEC, "read");
    const std::uint64_t count = segment_count(file_.get(), *head);
    if (count == 0 || count > most_segments) return os::error(EBADMSG, "read");
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto entry =
            value_at<Elf64_Phdr>(file_.get(), head->e_phoff + i * sizeof(Elf64_Phdr));
        if (!entry) return os::error(EBADMSG, "read");
        if (entry->p_type == PT_NOTE) add_notes(entry->p_offset, entry->p_filesz);
        if (entry->p_type != PT_LOAD) continue;
        add_segment({entry->p_vaddr, entry->p_vaddr + entry->p_memsz, entry->p_filesz,
                     entry->p_offset, (entry->p_flags & PF_R) != 0, (entry->p_flags & PF_W) != 0,
                     (entry->p_flags & PF_X) != 0});
    }
    std::ranges::sort(segments_, {}, &Segment::start);
    return {};
}

void CoreFile::add_segment(Segment segment) {
    if (segment.end <= segment.start) return;
    segment.kept = std::min(segment.kept, segment.end - segment.start);
    const std::uint64_t there = size_ - std::min(size_, segment.offset);
    if (segment.kept > there) cut_off_ = true;
    segment.kept = std::min(segment.kept, there);
    segments_.push_back(segment);
}

void CoreFile::add_notes(std::uint64_t offset, std::uint64_t size) {
    const auto bytes = os::read_at(file_.get(), offset, std::min(size, most_notes));
    if (bytes) notes_ = parse_core_notes(std::as_bytes(std::span(*bytes)));
    if (!bytes || bytes->size() < size) cut_off_ = true;
}

void CoreFile::describe_maps() {
    std::map<std::string, std::uint64_t> inodes;
    for (const MappedFile& file : notes_.files) inodes.emplace(file.path, inodes.size() + 1);
    for (const Segment& segment : segments_) {
        os::ProcMap map;
        map.start = segment.start;
        map.end = segment.end;
        map.readable = segment.readable;
        map.writable = segment.writable;
        map.executable = segment.executable;
        const auto file = std::ranges::find_if(notes_.files, [&segment](const MappedFile& each) {
            return each.start <= segment.start && segment.start < each.end;
        });
        if (file != notes_.files.end()) {
            map.path = file->path;
            map.offset = file->offset + (segment.start - file->start);
            map.inode = inodes[file->path];
        } else if (segment.start == notes_.vdso) {
            map.path = "[vdso]";
        } else if (notes_.files.empty()) {
            map.inode = 1;  // nothing is told of files: it may be any
        }
        maps_.push_back(std::move(map));
    }
}

os::Result<std::size_t> CoreFile::read(std::uint64_t address, std::span<std::byte> into) const {
    const auto next = std::ranges::upper_bound(segments_, address, {}, &Segment::start);
    const Segment* segment = next == segments_.begin() ? nullptr : &*std::prev(next);
    const std::uint64_t inside = segment == nullptr ? 0 : address - segment->start;
    if (segment == nullptr || inside >= segment->kept)
        return os::error(EFAULT, "read the core file");
    const std::size_t size = std::min<std::uint64_t>(into.size(), segment->kept - inside);
    const auto bytes = os::read_at(file_.get(), segment->offset + inside, size);
    if (!bytes || bytes->empty()) return os::error(EFAULT, "read the core file");
    std::memcpy(into.data(), bytes->data(), bytes->size());
    return bytes->size();
}

}  // namespace hangar::core
