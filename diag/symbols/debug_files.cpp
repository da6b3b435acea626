// SPDX-License-Identifier: Apache-2.0
#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/symbols/debug_files.hpp>
#include <string>

namespace hangar::symbols {
namespace {

constexpr const char* debug_root = "/usr/lib/debug";

int open_quietly(const std::string& path) {
    auto file = os::open_file(AT_FDCWD, path, O_RDONLY | O_NONBLOCK);
    return file ? file->release() : -1;
}

struct BuildId {
    const void* bits = nullptr;
    std::size_t size = 0;
};

BuildId build_id_of(Dwfl_Module* module) {
    const unsigned char* bits = nullptr;
    GElf_Addr address = 0;
    const int size = ::dwfl_module_build_id(module, &bits, &address);
    return {bits, size > 0 ? static_cast<std::size_t>(size) : 0};
}

bool has_build_id(int fd, const BuildId& wanted) {
    Elf* elf = ::elf_begin(fd, ELF_C_READ_MMAP, nullptr);
    const void* bits = nullptr;
    const ssize_t size = ::dwelf_elf_gnu_build_id(elf, &bits);
    const bool same = size > 0 && static_cast<std::size_t>(size) == wanted.size &&
                      std::memcmp(bits, wanted.bits, wanted.size) == 0;
    ::elf_end(elf);
    return same;
}

int open_by_build_id(const BuildId& id, char** name) {
    const auto* bits = static_cast<const unsigned char*>(id.bits);
    std::string path = fmt::format("{}/.build-id/{:02x}/", debug_root, bits[0]);
    for (std::size_t index = 1; index < id.size; ++index)
        path += fmt::format("{:02x}", bits[index]);
    path += ".debug";
    const int fd = open_quietly(path);
    if (fd >= 0) *name = ::strdup(path.c_str());
    return fd;
}

// A link is only a name: a file of another build may lie there, and only a build id tells.
int open_by_link(const BuildId& id, const std::string& file, const std::string& link, char** name) {
    const std::string folder = std::filesystem::path(file).parent_path().string();
    const std::array candidates{folder + '/' + link, folder + "/.debug/" + link,
                                debug_root + folder + '/' + link};
    for (const std::string& candidate : candidates) {
        os::Fd fd(candidate == file ? -1 : open_quietly(candidate));
        if (!fd || !has_build_id(fd.get(), id)) continue;
        *name = ::strdup(candidate.c_str());
        return fd.release();
    }
    return -1;
}

}  // namespace

int find_debug_file(Dwfl_Module* module, void** /*user_data*/, const char* /*module_name*/,
                    Dwarf_Addr /*base*/, const char* file_name, const char* debug_link,
                    GElf_Word /*debug_link_checksum*/, char** debug_file_name) {
    const BuildId id = build_id_of(module);
    if (id.size < 2) return -1;
    const int fd = open_by_build_id(id, debug_file_name);
    if (fd >= 0 || debug_link == nullptr || file_name == nullptr) return fd;
    return open_by_link(id, file_name, debug_link, debug_file_name);
}

}  // namespace hangar::symbols
