// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <hangar/diag/tasks/registry_reader.hpp>
#include <set>

namespace hangar::tasks {
namespace {

// A program's initialised data is small; more than this of one file is a table.
constexpr std::uint64_t most_searched = 256U << 20U;
constexpr std::size_t chunk = 64U << 10U;

struct Words {
    std::uint32_t magic;
    std::uint32_t version;
};

bool may_hold_it(const os::ProcMap& map) {
    return map.readable && map.writable && !map.shared && map.inode != 0 &&
           map.end - map.start <= most_searched;
}

// The magic word alone may be anybody's; the registry also says where it lies.
bool is_registry(Memory& memory, std::uint64_t address) {
    const auto self = memory.value<std::uint64_t>(address + offsetof(Registry, self));
    return self == address;
}

std::optional<std::uint64_t> search(const os::ProcMap& map, Memory& memory) {
    std::array<std::byte, chunk> bytes;
    for (std::uint64_t at = map.start; at < map.end;) {
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(chunk, map.end - at));
        if (!memory.read(at, std::span(bytes).first(size))) return std::nullopt;
        for (std::size_t offset = 0; offset + sizeof(Words) <= size; offset += 8) {
            Words words{};
            std::memcpy(&words, &bytes[offset], sizeof words);
            if (words.magic == registry_magic && is_registry(memory, at + offset))
                return at + offset;
        }
        at += size;
    }
    return std::nullopt;
}

bool has_our_sizes(const Registry& registry) {
    const Registry ours;
    return registry.frame_size == ours.frame_size && registry.scope_size == ours.scope_size &&
           registry.task_size == ours.task_size && registry.nursery_size == ours.nursery_size &&
           registry.loop_size == ours.loop_size && registry.peer_size == ours.peer_size;
}

}  // namespace

std::optional<std::uint64_t> find_registry(const std::vector<os::ProcMap>& maps, Memory& memory) {
    for (const os::ProcMap& map : maps) {
        if (!may_hold_it(map)) continue;
        if (const auto found = search(map, memory)) return found;
    }
    return std::nullopt;
}

os::Result<Registry> read_registry(Memory& memory, std::uint64_t address) {
    const std::string where = fmt::format("at {:#x}", address);
    const auto words = memory.value<Words>(address);
    if (!words) return os::error(EFAULT, "read the task registry", where);
    if (words->magic != registry_magic) return os::error(EBADMSG, "read the task registry", where);
    if (words->version != layout_version) {
        return os::error(EPROTO, "read the task registry",
                         fmt::format("its frame layout has version {}, this program reads {}",
                                     words->version, layout_version));
    }
    const auto registry = memory.value<Registry>(address);
    if (!registry) return os::error(EFAULT, "read the task registry", where);
    if (!has_our_sizes(*registry)) {
        return os::error(EPROTO, "read the task registry",
                         "its nodes have other sizes than this program's");
    }
    return *registry;
}

TaskTree read_loops(Memory& memory, const Registry& registry, const ReadOptions& options) {
    TaskTree tree;
    std::set<std::uint64_t> seen;
    auto address = std::bit_cast<std::uint64_t>(registry.loops);
    while (address != 0) {
        if (!seen.insert(address).second || seen.size() > options.limits.loops) {
            tree.notes.push_back(
                fmt::format("process {}: its list of loops is broken", options.process.pid));
            break;
        }
        const auto node = memory.value<LoopNode>(address);
        if (!node) {
            tree.notes.push_back(
                fmt::format("process {}: a loop cannot be read", options.process.pid));
            break;
        }
        tree.actors.push_back(LoopReader(memory, options).read(address));
        address = std::bit_cast<std::uint64_t>(node->next);
    }
    return tree;
}

}  // namespace hangar::tasks
