// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <hangar/diag/os/proc_children.hpp>
#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/proc_status.hpp>
#include <hangar/diag/os/process_list.hpp>
#include <hangar/diag/os/stream_socket.hpp>
#include <hangar/diag/reap/process_scope.hpp>

namespace hangar::reap {
namespace {

using Processes = os::Result<std::vector<os::ProcessId>>;

template <class Belongs>
Processes own_processes_that(Belongs belongs) {
    auto all = own_processes();
    if (all) std::erase_if(*all, [&](const os::ProcessId& id) { return !belongs(id.pid); });
    return all;
}

// Elsewhere a runner's pid means another process.
bool in_our_pid_namespace(pid_t pid) {
    const auto link = [](pid_t of) {
        return os::ProcDir::open(of).and_then(
            [](const os::ProcDir& dir) { return dir.link("ns/pid"); });
    };
    const auto theirs = link(pid);
    const auto ours = link(os::this_process().pid);
    return theirs && ours && *theirs == *ours;
}

bool is_orphan(pid_t pid) {
    const auto origin = origin_of(pid);
    return origin && origin->any() && origin->run_is_over() == true && in_our_pid_namespace(pid);
}

}  // namespace

bool is_own(pid_t pid) {
    const auto status = os::ProcDir::open(pid).and_then(
        [](const os::ProcDir& dir) { return os::read_status(dir); });
    const uid_t us = os::effective_user();
    return status && status->real_uid == us && status->effective_uid == us;
}

Processes own_processes() {
    const auto pids = os::all_processes();
    if (!pids) return tl::unexpected(pids.error());
    std::vector<os::ProcessId> own;
    for (const pid_t pid : *pids) {
        const auto id = os::identify(pid);
        if (id && is_own(pid) && os::is_running(*id)) own.push_back(*id);
    }
    return own;
}

ProcessScope descendants(const os::ProcessId& root) {
    return [root]() -> Processes {
        auto below = os::descendants_of(root);
        if (!below && os::is_gone(below.error())) return std::vector<os::ProcessId>();
        if (below) std::erase_if(*below, [](const auto& id) { return !os::is_running(id); });
        return below;
    };
}

ProcessScope members(const RunMembership& run) {
    return [run] { return own_processes_that([&](pid_t pid) { return run.owns(pid); }); };
}

ProcessScope orphans() {
    return [] { return own_processes_that(is_orphan); };
}

}  // namespace hangar::reap
