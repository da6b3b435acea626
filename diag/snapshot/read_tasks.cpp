// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/snapshot/read_tasks.hpp>
#include <hangar/diag/tasks/process_reader.hpp>

namespace hangar::snapshot {

tasks::TaskTree read_tasks(const Snapshot& snapshot, os::Deadline deadline) {
    tasks::TaskTree tree;
    for (const Process& process : snapshot.processes) {
        if (!process.in_tree || process.ended() || process.kernel_thread) continue;
        if (deadline.passed()) {
            tree.notes.emplace_back("the tasks were not all read, time is up");
            break;
        }
        auto read = tasks::read_process(process.pid);
        if (read) {
            std::ranges::move(read->actors, std::back_inserter(tree.actors));
            std::ranges::move(read->notes, std::back_inserter(tree.notes));
        } else if (read.error().code == EPROTO) {
            // Whatever else goes wrong has been said of the process as a whole.
            tree.notes.push_back(
                fmt::format("process {}: {}", process.pid, read.error().message()));
        }
    }
    return tree;
}

}  // namespace hangar::snapshot
