// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/os/proc_maps.hpp>
#include <hangar/diag/snapshot/kernel_posts.hpp>
#include <hangar/diag/snapshot/wanted.hpp>

namespace hangar::snapshot {
namespace {

bool has_wanted_eventfd(const Wanted& wanted, const Process& process) {
    return std::ranges::any_of(process.fds, [&wanted](const Descriptor& fd) {
        return fd.kind == FdKind::eventfd && wanted.objects.contains(key_of(fd));
    });
}

bool has_aio_context(pid_t reader) {
    const auto maps = os::ProcDir::open(reader).and_then(os::read_maps);
    if (!maps) return !os::is_gone(maps.error());
    return std::ranges::any_of(*maps, [](const os::ProcMap& map) { return map.path == "/[aio]"; });
}

}  // namespace

void find_kernel_posts(Snapshot& snapshot, os::Deadline deadline) {
    const Wanted wanted = wanted_by(snapshot);
    if (!wanted.wants(FdKind::eventfd)) return;
    for (Process& process : snapshot.processes)
        if (!process.examiner && has_wanted_eventfd(wanted, process))
            process.kernel_posts = deadline.passed() || has_aio_context(process.reader_id());
}

}  // namespace hangar::snapshot
