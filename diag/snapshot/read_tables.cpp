// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/snapshot/own_tables.hpp>
#include <hangar/diag/snapshot/read_descriptors.hpp>
#include <hangar/diag/snapshot/read_tables.hpp>

namespace hangar::snapshot {
namespace {

using Descriptors = std::vector<Descriptor>;

// With the ids that only a comparison gives.
os::Result<Descriptors> read_table(const os::ProcDir& dir, pid_t tid, Machine& machine,
                                   os::Deadline deadline) {
    auto fds = read_descriptors(dir, machine, deadline);
    if (!fds) return fds;
    for (Descriptor& fd : *fds)
        if (OpenFiles::are_named_here(fd.kind)) fd.id = machine.open_files().add(tid, fd.number);
    return fds;
}

// A process whose first thread has ended, or ends just now, shows its descriptors only through
// another one.
os::Result<pid_t> read_main_table(const os::ProcDir& dir, Machine& machine, os::Deadline deadline,
                                  Process& process) {
    auto fds = read_table(dir, process.pid, machine, deadline);
    pid_t through = process.pid;
    if (fds && fds->empty() && !process.threads.empty()) {
        through = process.threads.back().tid;
        const auto task = dir.task(through);
        if (!task) return tl::unexpected(task.error());
        fds = read_table(*task, through, machine, deadline);
    }
    if (!fds) return tl::unexpected(fds.error());
    process.fds = std::move(*fds);
    return through;
}

os::Status add_own_table(const os::ProcDir& dir, Machine& machine, os::Deadline deadline, pid_t tid,
                         Process& process) {
    const auto task = dir.task(tid);
    if (!task) return os::is_gone(task.error()) ? os::Status() : tl::unexpected(task.error());
    auto fds = read_table(*task, tid, machine, deadline);
    if (!fds) return tl::unexpected(fds.error());
    for (Descriptor& fd : *fds) {
        fd.number = -1;
        process.fds.push_back(std::move(fd));
    }
    return {};
}

}  // namespace

os::Status read_tables(const os::ProcDir& dir, Machine& machine, os::Deadline deadline,
                       Process& process) {
    const auto table = read_main_table(dir, machine, deadline, process);
    if (!table) return tl::unexpected(table.error());
    std::vector<pid_t> alive;
    for (const Thread& thread : process.threads)
        if (!thread.ended()) alive.push_back(thread.tid);
    const auto loners = threads_with_own_descriptors(dir, *table, alive, deadline);
    if (!loners) return tl::unexpected(loners.error());
    for (Thread& thread : process.threads) {
        thread.own_descriptors = std::ranges::binary_search(*loners, thread.tid);
        if (!thread.own_descriptors) continue;
        auto added = add_own_table(dir, machine, deadline, thread.tid, process);
        if (!added) return added;
    }
    return {};
}

}  // namespace hangar::snapshot
