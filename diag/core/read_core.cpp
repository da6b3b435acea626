// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <hangar/diag/core/core_stacks.hpp>
#include <hangar/diag/core/read_core.hpp>
#include <hangar/diag/tasks/registry_reader.hpp>
#include <set>

namespace hangar::core {
namespace {

constexpr std::size_t most_loops = 4096;

// The latest that is known to have been.
std::int64_t latest_turn(tasks::Memory& memory, const tasks::Registry& registry) {
    std::int64_t latest = 0;
    std::set<std::uint64_t> seen;
    auto address = std::bit_cast<std::uint64_t>(registry.loops);
    while (address != 0 && seen.size() < most_loops && seen.insert(address).second) {
        const auto node = memory.value<tasks::LoopNode>(address);
        if (!node) break;
        const bool steady = (node->flags & tasks::LoopNode::virtual_time) == 0;
        if (steady) latest = std::max(latest, node->turn_ns);
        address = std::bit_cast<std::uint64_t>(node->next);
    }
    return latest;
}

void add_notes(const CoreFile& core, const ProgramFiles& files, CoreTree& result) {
    auto& notes = result.tree.notes;
    if (core.cut_off()) notes.emplace_back("the core file is cut off: some of it is missing");
    notes.insert(notes.end(), files.notes().begin(), files.notes().end());
    result.complete = !core.cut_off() && files.notes().empty();
}

}  // namespace

os::Result<CoreTree> read_core(const std::string& path, const std::string& program,
                               os::Deadline deadline) {
    const auto core = CoreFile::open(path);
    if (!core) return tl::unexpected(core.error());
    ProgramFiles files(*core, program);
    CoreMemory memory(*core, files);
    const auto address = tasks::find_registry(core->maps(), memory);
    if (!address)
        return os::error(ENOENT, looking_for_tasks,
                         fmt::format("hangar was not inside the process of {}", path));
    const auto registry = tasks::read_registry(memory, *address);
    if (!registry) return tl::unexpected(registry.error());
    tasks::ReadOptions options;
    options.process.pid = core->notes().pid;
    options.program = core->notes().program;
    options.source = tasks::Source::core;
    options.now_ns = latest_turn(memory, *registry);
    CoreTree result{tasks::read_loops(memory, *registry, options)};
    CoreStacks stacks(*core, memory, files);
    for (tasks::Actor& actor : result.tree.actors)
        actor.stack = stacks.lines_of(actor.thread, deadline);
    add_notes(*core, files, result);
    return result;
}

}  // namespace hangar::core
