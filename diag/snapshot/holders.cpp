// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/snapshot/holders.hpp>
#include <hangar/diag/snapshot/read_descriptors.hpp>

namespace hangar::snapshot {
namespace {

// Whether the link alone may be one of them: what it costs to look closer differs.
bool may_be_wanted(const Wanted& wanted, const os::FdTarget& target) {
    switch (target.kind) {
        case os::FdKind::pipe:
            return wanted.objects.contains({.kind = FdKind::pipe, .number = target.inode});
        case os::FdKind::socket:
            return wanted.objects.contains({.kind = FdKind::socket, .number = target.inode});
        case os::FdKind::eventfd:
            return wanted.wants(FdKind::eventfd);
        case os::FdKind::memfd:
            return wanted.wants(FdKind::file);
        case os::FdKind::file:
            if (target.text.ends_with("ptmx")) return wanted.wants(FdKind::tty_master);
            return wanted.wants(FdKind::fifo) || wanted.wants(FdKind::file);
        case os::FdKind::epoll:
        case os::FdKind::timerfd:
        case os::FdKind::signalfd:
        case os::FdKind::inotify:
        case os::FdKind::pidfd:
        case os::FdKind::other:
            return false;
    }
    return false;
}

}  // namespace

os::Result<std::vector<Descriptor>> wanted_descriptors(const Wanted& wanted, pid_t pid,
                                                       const Machine& machine) {
    std::vector<Descriptor> found;
    const auto dir = os::ProcDir::open(pid);
    if (!dir) return tl::unexpected(dir.error());
    const auto open = os::read_fds(*dir);
    if (!open) return tl::unexpected(open.error());
    for (const os::OpenFd& each : *open) {
        if (!may_be_wanted(wanted, each.target)) continue;
        auto fd = read_descriptor(*dir, each, machine);
        if (fd && wanted.objects.contains(key_of(*fd))) found.push_back(std::move(*fd));
    }
    return found;
}

Holders holders_of(const Wanted& wanted, const std::vector<pid_t>& candidates,
                   const Machine& machine, os::Deadline deadline) {
    Holders holders;
    for (const pid_t pid : candidates) {
        if (deadline.passed()) break;
        const auto found = wanted_descriptors(wanted, pid, machine);
        if (found && !found->empty()) holders.pids.push_back(pid);
        const bool refused =
            !found && (found.error().code == EACCES || found.error().code == EPERM);
        if (refused) holders.refused.push_back(pid);
    }
    return holders;
}

}  // namespace hangar::snapshot
