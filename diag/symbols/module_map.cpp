// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <hangar/diag/os/process_memory.hpp>
#include <hangar/diag/symbols/module_map.hpp>

namespace hangar::symbols {
namespace {

constexpr std::string_view vdso = "[vdso]";
constexpr std::size_t notes_limit = 4096;

os::FileId file_of(const os::ProcMap& map) {
    return {map.device_major, map.device_minor, map.inode};
}

Module begin_module(const os::ProcMap& map) {
    Module module;
    module.start = map.start;
    module.first_end = map.end;
    module.end = map.end;
    module.path = map.path;
    module.deleted = map.deleted;
    module.file = file_of(map);
    module.bias = map.start - map.offset;
    return module;
}

std::string read_build_id(const ModuleMap& map, const Module& module) {
    for (const ElfRange& range : module.elf->notes) {
        std::vector<std::byte> notes(std::min<std::uint64_t>(range.size, notes_limit));
        const auto got = map.read_memory(module.bias + range.address, notes);
        if (!got) continue;
        std::string id = parse_build_id(std::span(notes).first(*got));
        if (!id.empty()) return id;
    }
    return {};
}

}  // namespace

std::string Module::name() const {
    return path.substr(path.find_last_of('/') + 1);
}

os::Result<ModuleMap> ModuleMap::read(pid_t pid, const os::ProcDir& process) {
    auto maps = os::read_maps(process);
    if (!maps) return tl::unexpected(maps.error());
    return ModuleMap(pid, std::move(*maps));
}

ModuleMap::ModuleMap(pid_t pid, std::vector<os::ProcMap> maps)
    : ModuleMap(std::move(maps), [pid](std::uint64_t address, std::span<std::byte> into) {
          return os::read_memory(pid, address, into);
      }) {
    pid_ = pid;
}

ModuleMap::ModuleMap(std::vector<os::ProcMap> maps, ReadMemory read)
    : maps_(std::move(maps)), read_(std::move(read)) {
    for (const os::ProcMap& map : maps_) {
        if (map.inode != 0 || map.path == vdso) add(map);
    }
}

// The loader maps a file's parts in ascending order of offsets, so offset 0 begins another copy of
// it; unless the file is so small that its first page holds several parts.
bool ModuleMap::continues_last(const os::ProcMap& map) {
    if (modules_.empty()) return false;
    Entry& last = modules_.back();
    if (last.module.file != file_of(map) || last.module.path != map.path) return false;
    if (map.offset != 0) return true;
    const Module& module = with_head(last);
    return module.elf && map.start < module.bias + module.elf->end;
}

void ModuleMap::add(const os::ProcMap& map) {
    if (continues_last(map)) {
        modules_.back().module.end = map.end;
    } else {
        modules_.push_back({begin_module(map)});
    }
}

const Module* ModuleMap::find(std::uint64_t address) {
    const auto next = std::ranges::upper_bound(
        modules_, address, {}, [](const Entry& entry) { return entry.module.start; });
    if (next == modules_.begin()) return nullptr;
    Entry& entry = *std::prev(next);
    return entry.module.contains(address) ? &with_head(entry) : nullptr;
}

const Module& ModuleMap::with_head(Entry& entry) const {
    if (!std::exchange(entry.read, true)) read_head(entry.module);
    return entry.module;
}

void ModuleMap::read_head(Module& module) const {
    std::array<std::byte, 4096> head{};
    const auto got = read_(module.start, head);
    if (got) module.elf = parse_elf_image(std::span(head).first(*got));
    if (!module.elf) return;
    module.bias = module.start - module.elf->base;
    module.build_id = read_build_id(*this, module);
}

bool ModuleMap::is_code(std::uint64_t address) const noexcept {
    const os::ProcMap* map = mapping(address);
    return map != nullptr && map->executable;
}

}  // namespace hangar::symbols
