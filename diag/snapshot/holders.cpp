// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/snapshot/holders.hpp>
#include <hangar/diag/snapshot/read_descriptors.hpp>
#include <optional>

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
            return wanted.wants(FdKind::epoll);
        case os::FdKind::timerfd:
            return wanted.wants(FdKind::timerfd);
        case os::FdKind::signalfd:
        case os::FdKind::inotify:
        case os::FdKind::pidfd:
        case os::FdKind::other:
            return false;
    }
    return false;
}

// Empty: it is none of them.
std::optional<Descriptor> wanted_descriptor(const Wanted& wanted, const OpenTable& table,
                                            const os::OpenFd& open, Machine& machine) {
    const bool epoll = open.target.kind == os::FdKind::epoll;
    const bool is_named_here = epoll || open.target.kind == os::FdKind::timerfd;
    const ObjectKey key{
        .kind = epoll ? FdKind::epoll : FdKind::timerfd,
        .number = is_named_here ? machine.open_files().find(table.pid, open.number) : 0};
    if (is_named_here && !wanted.objects.contains(key)) return std::nullopt;
    auto fd = read_descriptor(table.dir, open, machine);
    if (!fd) return std::nullopt;
    if (is_named_here) fd->id = key.number;
    return wanted.objects.contains(key_of(*fd)) ? std::optional(std::move(*fd)) : std::nullopt;
}

}  // namespace

os::Result<OpenTable> read_open_table(pid_t pid) {
    auto dir = os::ProcDir::open(pid);
    if (!dir) return tl::unexpected(dir.error());
    // One link is refused as all are, and a list of them takes far longer.
    const auto exe = dir->link("exe");
    if (!exe && !os::is_gone(exe.error())) return tl::unexpected(exe.error());
    auto open = os::read_fds(*dir);
    if (!open) return tl::unexpected(open.error());
    const auto tids = open->empty() ? dir->numbers("task") : os::Result<std::vector<int>>();
    if (!tids || tids->empty() || tids->back() == pid)
        return OpenTable{std::move(*dir), pid, std::move(*open)};
    auto task = dir->task(tids->back());
    if (!task) return tl::unexpected(task.error());
    auto theirs = os::read_fds(*task);
    if (!theirs) return tl::unexpected(theirs.error());
    return OpenTable{std::move(*task), tids->back(), std::move(*theirs)};
}

std::vector<Descriptor> wanted_in(const OpenTable& table, const Wanted& wanted, Machine& machine) {
    std::vector<Descriptor> found;
    for (const os::OpenFd& each : table.open) {
        if (!may_be_wanted(wanted, each.target)) continue;
        auto fd = wanted_descriptor(wanted, table, each, machine);
        if (fd) found.push_back(std::move(*fd));
    }
    return found;
}

os::Result<std::vector<Descriptor>> wanted_descriptors(const Wanted& wanted, pid_t pid,
                                                       Machine& machine) {
    const auto table = read_open_table(pid);
    if (!table) return tl::unexpected(table.error());
    return wanted_in(*table, wanted, machine);
}

Holders holders_of(const Wanted& wanted, const std::vector<pid_t>& candidates, Machine& machine,
                   os::Deadline deadline) {
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
