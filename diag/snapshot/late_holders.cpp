// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/os/proc_fdinfo.hpp>
#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/thread_count.hpp>
#include <hangar/diag/os/unix_sockets.hpp>
#include <hangar/diag/os/user_processes.hpp>
#include <hangar/diag/snapshot/holders.hpp>
#include <hangar/diag/snapshot/late_holders.hpp>
#include <hangar/diag/snapshot/own_tables.hpp>
#include <optional>
#include <set>
#include <unordered_map>

namespace hangar::snapshot {
namespace {

constexpr unsigned access_mode = 3;  // of the flags

bool has(const Process& process, const Descriptor& sought) {
    return std::ranges::any_of(process.fds, [&sought](const Descriptor& fd) {
        return key_of(fd) == key_of(sought) &&
               (fd.flags & access_mode) == (sought.flags & access_mode) &&
               (fd.in_flight > 0) == (sought.in_flight > 0);
    });
}

std::optional<Process> read_briefly(pid_t pid) {
    const auto stat = os::ProcDir::open(pid).and_then(os::read_stat);
    if (!stat || stat->ended()) return std::nullopt;
    Process process;
    process.pid = stat->pid;
    process.ppid = stat->ppid;
    process.group = stat->pgrp;
    process.session = stat->session;
    process.start_time = stat->start_time;
    process.name = stat->comm;
    process.state = stat->state;
    return process;
}

// The look through the processes, and what it is for.
class SecondLook {
  public:
    SecondLook(Snapshot& snapshot, os::Deadline deadline)
        : snapshot_(snapshot), deadline_(deadline), wanted_(wanted_by(snapshot)) {
        auto all = os::list_unix_sockets(deadline).value_or(std::vector<os::UnixSocket>());
        for (auto& socket : all) sockets_.emplace(socket.inode, std::move(socket));
        for (const Process& process : snapshot.processes) keep(process);
    }

    [[nodiscard]] bool is_needed() const { return !wanted_.objects.empty(); }

    // Whether it has something that was not known. Errors: ETIMEDOUT at the deadline.
    os::Result<bool> look_at(pid_t pid) {
        if (deadline_.passed()) return os::error(ETIMEDOUT, "look for holders", "/proc");
        std::vector<Descriptor> ends;
        const auto table = read_open_table(pid);
        if (!table && os::is_gone(table.error())) return false;
        if (table) add_ends(*table, ends);
        const bool has_one_thread =
            table && table->pid == pid && os::count_threads(table->dir) == 1U;
        if (!has_one_thread) {
            const auto loners = loners_of(pid, table ? table->pid : pid);
            if (!loners) return tl::unexpected(loners.error());
            for (const pid_t tid : *loners)
                if (const auto own = read_open_table(tid)) add_ends(*own, ends);
        }
        Process* known = snapshot_.process(pid);
        if (known != nullptr)
            std::erase_if(ends, [known](const Descriptor& fd) { return has(*known, fd); });
        if (ends.empty()) return false;
        for (const Descriptor& fd : ends) add_socket(fd);
        return known != nullptr ? add_to(*known, ends) : add_new(pid, std::move(ends));
    }

  private:
    void keep(const Process& process) {
        for (const Descriptor& fd : process.fds) {
            if (fd.id != 0 && fd.number >= 0 && OpenFiles::are_named_here(fd.kind))
                machine_.open_files().add(process.reader_id(), fd.number, fd.id);
            if (process.in_tree && fd.kind == FdKind::socket) of_the_tree_.insert(fd.inode);
        }
    }

    // Threads with a table of their own. Nobody: there is no such process.
    [[nodiscard]] os::Result<std::vector<pid_t>> loners_of(pid_t pid, pid_t table) const {
        const auto dir = os::ProcDir::open(pid);
        const auto tids = dir ? dir->numbers("task") : os::Result<std::vector<int>>();
        if (!tids) return std::vector<pid_t>();
        return threads_with_own_descriptors(*dir, table, *tids, deadline_);
    }

    // What of a table concerns the waits.
    void add_ends(const OpenTable& table, std::vector<Descriptor>& to) {
        add_receivers(table, to);
        for (Descriptor& fd : wanted_in(table, wanted_, machine_)) to.push_back(std::move(fd));
    }

    void add_receivers(const OpenTable& table, std::vector<Descriptor>& to) const {
        for (const os::OpenFd& open : table.open) {
            if (open.target.kind != os::FdKind::socket) continue;
            const unsigned count = count_in_flight(table.dir, open);
            if (count == 0) continue;
            to.push_back({.number = open.number,
                          .kind = FdKind::socket,
                          .inode = open.target.inode,
                          .in_flight = count});
        }
    }

    // Of one without a byte to read there is no need to ask.
    [[nodiscard]] unsigned count_in_flight(const os::ProcDir& dir, const os::OpenFd& open) const {
        const auto listed = sockets_.find(open.target.inode);
        if (listed != sockets_.end() && listed->second.listening)
            return count_unaccepted(listed->second);
        const bool is_empty = listed != sockets_.end() && listed->second.type == SOCK_STREAM &&
                              listed->second.receive_queue == 0;
        if (is_empty) return 0;
        const auto info = os::read_fdinfo(dir, open.number);
        return info ? static_cast<unsigned>(info->descriptors_in_flight) : 0;
    }

    // The tree's, or those of whoever has closed its end already.
    [[nodiscard]] unsigned count_unaccepted(const os::UnixSocket& listener) const {
        return static_cast<unsigned>(std::ranges::count_if(
            listener.pending,
            [this](std::uint32_t client) { return client == 0 || of_the_tree_.contains(client); }));
    }

    void add_socket(const Descriptor& fd) {
        const auto listed = sockets_.find(fd.inode);
        const bool is_new = fd.kind == FdKind::socket && listed != sockets_.end() &&
                            snapshot_.socket(fd.inode) == nullptr;
        if (!is_new) return;
        snapshot_.sockets.push_back({.inode = fd.inode,
                                     .family = Socket::Family::unix_domain,
                                     .listening = listed->second.listening,
                                     .local = true,
                                     .peer = listed->second.peer,
                                     .name = listed->second.name});
    }

    // The numbers that it had mean what they meant.
    static bool add_to(Process& known, std::vector<Descriptor>& ends) {
        for (Descriptor& fd : ends) {
            fd.number = -1;
            known.fds.push_back(std::move(fd));
        }
        return true;
    }

    bool add_new(pid_t pid, std::vector<Descriptor> ends) {
        auto process = read_briefly(pid);
        if (!process) return false;
        process->fds = std::move(ends);
        snapshot_.processes.push_back(std::move(*process));
        return true;
    }

    Snapshot& snapshot_;
    const os::Deadline deadline_;
    const Wanted wanted_;
    Machine machine_;
    std::unordered_map<std::uint64_t, os::UnixSocket> sockets_;
    std::set<std::uint64_t> of_the_tree_;  // its sockets
};

}  // namespace

bool add_late_holders(Snapshot& snapshot, const std::vector<pid_t>& own, os::Deadline deadline) {
    SecondLook look(snapshot, deadline);
    if (!look.is_needed()) return false;
    const pid_t self = os::this_process().pid;
    bool added = false;
    for (const pid_t pid : os::user_processes().value_or(std::vector<pid_t>())) {
        if (pid == self || std::ranges::count(own, pid) != 0) continue;
        const auto found = look.look_at(pid);
        if (!found) {
            snapshot.holders_complete = snapshot.complete = false;
            snapshot.errors.emplace_back("the deadline passed while looking for other holders");
            return true;
        }
        added |= *found;
    }
    return added;
}

}  // namespace hangar::snapshot
