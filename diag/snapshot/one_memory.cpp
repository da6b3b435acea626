// SPDX-License-Identifier: Apache-2.0
#include <hangar/diag/os/fd_state.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/snapshot/one_memory.hpp>

namespace hangar::snapshot {
namespace {

os::Result<os::ProcStat> stat_of(pid_t pid) {
    return os::ProcDir::open(pid).and_then(os::read_stat);
}

// A fork has fewer pages than what it was copied from: those of files come as they are touched.
bool look_the_same(pid_t a, pid_t b) {
    const auto one = stat_of(a);
    const auto other = stat_of(b);
    return one && other && one->vsize == other->vsize && one->rss == other->rss;
}

bool are_in_one_memory(const Process& parent, const Process& child) {
    if (parent.ended() || child.ended() || parent.kernel_thread) return false;
    const auto same = os::same_memory(parent.pid, child.pid);
    return same ? *same : look_the_same(parent.pid, child.pid);
}

}  // namespace

void find_one_memory(Snapshot& snapshot) {
    for (Process& child : snapshot.processes) {
        const Process* parent = child.in_tree ? snapshot.process(child.ppid) : nullptr;
        if (parent == nullptr || !parent->in_tree || !are_in_one_memory(*parent, child)) continue;
        child.memory_of = parent->memory_of != 0 ? parent->memory_of : parent->pid;
    }
}

}  // namespace hangar::snapshot
