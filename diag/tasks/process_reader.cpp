// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <hangar/diag/os/data_maps.hpp>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/tasks/process_reader.hpp>
#include <hangar/diag/tasks/registry_reader.hpp>

namespace hangar::tasks {
namespace {

constexpr int most_attempts = 3;

std::int64_t steady_now() {
    return os::Clock::now().time_since_epoch().count();
}

os::Error not_inside(pid_t pid) {
    return {ENOENT, "look for tasks", fmt::format("hangar is not inside process {}", pid)};
}

tl::unexpected<os::Error> gone_is_esrch(os::Error error) {
    if (os::is_gone(error)) error.code = ESRCH;
    return tl::unexpected(std::move(error));
}

// Whether a loop took no further turn since its tasks were read. Read with fresh eyes.
bool stands_still(pid_t pid, const Registry& registry, const TaskTree& tree) {
    ProcessMemory memory(pid);
    auto address = std::bit_cast<std::uint64_t>(registry.loops);
    for (const Actor& actor : tree.actors) {
        const auto node = memory.value<LoopNode>(address);
        if (!node || node->turns != actor.turns) return false;
        address = std::bit_cast<std::uint64_t>(node->next);
    }
    return true;
}

void mark_moving(pid_t pid, const Registry& registry, TaskTree& tree) {
    ProcessMemory memory(pid);
    auto address = std::bit_cast<std::uint64_t>(registry.loops);
    for (Actor& actor : tree.actors) {
        const auto node = memory.value<LoopNode>(address);
        if (!node) return;
        if (node->turns != actor.turns)
            actor.notes.emplace_back("it ran on while it was read: this may not belong together");
        address = std::bit_cast<std::uint64_t>(node->next);
    }
}

void append(TaskTree& to, TaskTree from) {
    std::ranges::move(from.actors, std::back_inserter(to.actors));
    std::ranges::move(from.notes, std::back_inserter(to.notes));
}

}  // namespace

os::Result<FoundRegistry> find_registry_of(pid_t pid) {
    const auto dir = os::ProcDir::open(pid);
    if (!dir) return tl::unexpected(dir.error());
    const auto stat = os::read_stat(*dir);
    if (!stat) return gone_is_esrch(stat.error());
    const auto maps = os::read_data_maps(*dir);
    if (!maps) return tl::unexpected(maps.error());
    // A probe of the first mapping tells a process that may not be read from one without hangar.
    if (!maps->empty()) {
        const auto allowed = os::read_value<std::uint64_t>(pid, maps->front().start);
        if (!allowed && allowed.error().code != EFAULT) return tl::unexpected(allowed.error());
    }
    ProcessMemory memory(pid);
    const auto address = find_registry(*maps, memory);
    if (!address) return tl::unexpected(not_inside(pid));
    const auto registry = read_registry(memory, *address);
    if (!registry) return tl::unexpected(registry.error());
    return FoundRegistry{{pid, stat->start_time}, *address, *registry, stat->comm};
}

os::Result<TaskTree> read_process(pid_t pid) {
    auto found = find_registry_of(pid);
    if (!found) return tl::unexpected(found.error());
    ReadOptions options;
    options.process = found->process;
    options.program = found->program;
    for (int attempt = 1;; ++attempt) {
        ProcessMemory memory(pid);
        const auto registry = read_registry(memory, found->address);
        if (!registry) return tl::unexpected(registry.error());
        options.now_ns = steady_now();
        TaskTree tree = read_loops(memory, *registry, options);
        if (!os::exists(found->process))
            return os::error(ESRCH, "read tasks", fmt::format("process {}", pid));
        if (stands_still(pid, *registry, tree)) return tree;
        if (attempt < most_attempts) continue;
        mark_moving(pid, *registry, tree);
        return tree;
    }
}

TaskTree read_descent(pid_t pid, os::Deadline deadline, const std::function<bool(pid_t)>& skip) {
    TaskTree tree;
    const auto root = os::identify(pid);
    if (!root) {
        tree.notes.push_back(root.error().message());
        return tree;
    }
    std::vector<os::ProcessId> processes{*root};
    if (const auto below = os::descendants_of(*root))
        processes.insert(processes.end(), below->begin(), below->end());
    for (const os::ProcessId& process : processes) {
        if (skip(process.pid)) continue;
        if (deadline.passed()) {
            tree.notes.push_back(fmt::format("process {}: not read, time is up", process.pid));
            continue;
        }
        auto read = read_process(process.pid);
        if (read) {
            append(tree, std::move(*read));
        } else if (read.error().code != ENOENT || process.pid == pid) {
            tree.notes.push_back(
                fmt::format("process {}: {}", process.pid, read.error().message()));
        }
    }
    return tree;
}

}  // namespace hangar::tasks
