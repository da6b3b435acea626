// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cerrno>
#include <hangar/diag/os/file_id.hpp>
#include <hangar/diag/os/process_memory.hpp>
#include <hangar/diag/symbols/module_file.hpp>

namespace hangar::symbols {
namespace {

// A vdso has two pages; anything much larger is no vdso.
constexpr std::uint64_t memory_image_limit = 1U << 20U;

os::Result<ElfFile> open_in_memory(pid_t pid, const Module& module) {
    std::vector<std::byte> image(std::min(module.end - module.start, memory_image_limit));
    const auto read = os::read_memory_exactly(pid, module.start, image);
    if (!read) return tl::unexpected(read.error());
    return ElfFile::from_memory(image, module.path);
}

// Takes `file` if it is what is mapped.
os::Result<ElfFile> verified(os::Result<os::Fd> file, const Module& module) {
    if (!file) return tl::unexpected(file.error());
    const auto id = os::file_id(file->get());
    auto elf = ElfFile::open(std::move(*file), module.path);
    if (!elf) return elf;
    const bool same =
        module.build_id.empty() ? id && *id == module.file : elf->build_id() == module.build_id;
    if (!same) return os::error(ESTALE, "open", module.path);
    return elf;
}

}  // namespace

os::Result<ElfFile> open_module(const os::ProcDir& process, pid_t pid, const Module& module) {
    if (module.file.inode == 0) return open_in_memory(pid, module);
    const std::string range = fmt::format("map_files/{:x}-{:x}", module.start, module.first_end);
    if (auto elf = verified(process.follow(range), module)) return elf;
    if (auto elf = verified(process.follow("exe"), module)) return elf;
    return verified(process.follow_in_root(module.path), module);
}

}  // namespace hangar::symbols
