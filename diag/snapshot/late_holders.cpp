// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>

#include <algorithm>
#include <hangar/diag/os/proc_fdinfo.hpp>
#include <hangar/diag/os/proc_fds.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/process_list.hpp>
#include <hangar/diag/os/unix_sockets.hpp>
#include <hangar/diag/snapshot/holders.hpp>
#include <hangar/diag/snapshot/late_holders.hpp>
#include <hangar/diag/snapshot/read_tables.hpp>
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

std::optional<Process> read_briefly(const os::ProcDir& dir) {
    const auto stat = os::read_stat(dir);
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

std::vector<pid_t> threads_with_own_descriptors(const os::ProcDir& dir, pid_t pid) {
    auto tids = dir.numbers("task").value_or(std::vector<int>());
    std::erase_if(tids,
                  [&](pid_t tid) { return tid == pid || !has_own_descriptors(dir, pid, tid); });
    return tids;
}

// The look through the processes, and what it is for.
class SecondLook {
  public:
    SecondLook(Snapshot& snapshot, os::Deadline deadline)
        : snapshot_(snapshot), wanted_(wanted_by(snapshot)) {
        auto all = os::list_unix_sockets(deadline).value_or(std::vector<os::UnixSocket>());
        for (auto& socket : all) sockets_.emplace(socket.inode, std::move(socket));
        for (const Process& process : snapshot.processes) keep(process);
    }

    [[nodiscard]] bool is_needed() const { return !wanted_.objects.empty(); }

    // True: it has something that was not known.
    bool look_at(pid_t pid) {
        const auto dir = os::ProcDir::open(pid);
        if (!dir) return false;
        std::vector<Descriptor> ends;
        if (const auto table = read_open_table(pid)) {
            ends = receivers_in(*table);
            for (Descriptor& fd : wanted_in(*table, wanted_, machine_))
                ends.push_back(std::move(fd));
        }
        for (const pid_t tid : threads_with_own_descriptors(*dir, pid)) add_wanted(tid, ends);
        Process* known = snapshot_.process(pid);
        if (known != nullptr)
            std::erase_if(ends, [known](const Descriptor& fd) { return has(*known, fd); });
        if (ends.empty()) return false;
        for (const Descriptor& fd : ends) add_socket(fd);
        return known != nullptr ? add_to(*known, ends) : add_new(*dir, std::move(ends));
    }

  private:
    void keep(const Process& process) {
        for (const Descriptor& fd : process.fds) {
            if (fd.id != 0 && fd.number >= 0 && OpenFiles::are_named_here(fd.kind))
                machine_.open_files().add(process.reader_id(), fd.number, fd.id);
            if (process.in_tree && fd.kind == FdKind::socket) of_the_tree_.insert(fd.inode);
        }
    }

    void add_wanted(pid_t pid, std::vector<Descriptor>& to) {
        auto found = wanted_descriptors(wanted_, pid, machine_).value_or(std::vector<Descriptor>());
        for (Descriptor& fd : found) to.push_back(std::move(fd));
    }

    [[nodiscard]] std::vector<Descriptor> receivers_in(const OpenTable& table) const {
        std::vector<Descriptor> found;
        for (const os::OpenFd& open : table.open) {
            if (open.target.kind != os::FdKind::socket) continue;
            const unsigned count = count_in_flight(table.dir, open);
            if (count == 0) continue;
            found.push_back({.number = open.number,
                             .kind = FdKind::socket,
                             .inode = open.target.inode,
                             .in_flight = count});
        }
        return found;
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

    bool add_new(const os::ProcDir& dir, std::vector<Descriptor> ends) {
        auto process = read_briefly(dir);
        if (!process) return false;
        process->fds = std::move(ends);
        snapshot_.processes.push_back(std::move(*process));
        return true;
    }

    Snapshot& snapshot_;
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
    const auto all = os::all_processes().value_or(std::vector<pid_t>());
    for (const pid_t pid : all) {
        if (deadline.passed()) {
            snapshot.holders_complete = snapshot.complete = false;
            snapshot.errors.emplace_back("the deadline passed while looking for other holders");
            return true;
        }
        if (pid != self && std::ranges::count(own, pid) == 0) added |= look.look_at(pid);
    }
    return added;
}

}  // namespace hangar::snapshot
