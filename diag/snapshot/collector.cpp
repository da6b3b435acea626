// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/os/proc_locks.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/proc_status.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/user_processes.hpp>
#include <hangar/diag/snapshot/collector.hpp>
#include <hangar/diag/snapshot/counted_wait.hpp>
#include <hangar/diag/snapshot/holders.hpp>
#include <hangar/diag/snapshot/kernel_posts.hpp>
#include <hangar/diag/snapshot/one_memory.hpp>
#include <hangar/diag/snapshot/probe.hpp>
#include <hangar/diag/snapshot/refused_ports.hpp>
#include <hangar/diag/snapshot/sharers.hpp>
#include <hangar/diag/snapshot/socket_table.hpp>
#include <hangar/diag/snapshot/thread_waits.hpp>
#include <hangar/diag/snapshot/unseen_holders.hpp>

namespace hangar::snapshot {
namespace {

constexpr std::size_t most_processes = 20'000;
constexpr std::size_t most_outsiders = 500;
constexpr int most_rounds = 8;

bool waits_for_a_lock(const Process& process) {
    return std::ranges::any_of(process.threads, [](const Thread& thread) {
        return thread.wait.kind == WaitKind::file_lock;
    });
}

std::vector<pid_t> forebears_of(pid_t pid) {
    constexpr std::size_t most = 1000;
    std::vector<pid_t> found;
    while (pid > 0 && found.size() < most) {
        const auto stat = os::ProcDir::open(pid).and_then(os::read_stat);
        pid = stat ? stat->ppid : 0;
        if (pid > 0) found.push_back(pid);
    }
    return found;
}

}  // namespace

Collector::Collector(pid_t root, const Options& options)
    : root_(root), options_(options), self_(os::this_process().pid) {
    work_.root = root;
    work_.time = std::chrono::system_clock::now();
    published_ = work_;
}

os::Status Collector::first() {
    const auto stat = os::ProcDir::open(root_).and_then(os::read_stat);
    if (!stat) return os::error(ESRCH, "read", "pid " + std::to_string(root_));
    const auto status = os::ProcDir::open(root_).and_then(os::read_status);
    if (status && status->tgid != root_)
        return os::error(ENOTSUP, "read",
                         std::to_string(root_) + " is a thread of process " +
                             std::to_string(status->tgid) + ": ask about that");
    add(root_, true);
    if (work_.processes.empty()) return os::error(ESRCH, "read", "pid " + std::to_string(root_));
    if (work_.processes.front().kernel_thread)
        return os::error(EINVAL, "read", "pid " + std::to_string(root_) + " (a kernel thread)");
    work_.forebears = forebears_of(root_);
    add_tree();
    add_outside();
    find_sharers(work_, options_.deadline);
    find_one_memory(work_);
    find_kernel_posts(work_, options_.deadline);
    sample_running();
    publish();
    return {};
}

void Collector::add_tree() {
    if (!options_.descendants) return;
    for (std::size_t i = 0; i < work_.processes.size() && in_time("the tree"); ++i) {
        if (work_.processes.size() > most_processes) break;
        for (const pid_t child : children_[work_.processes[i].pid])
            if (!is_ours(child) && work_.process(child) == nullptr) add(child, true);
    }
}

void Collector::add(pid_t pid, bool in_tree) {
    auto reading = read_process(pid, machine_, options_.deadline);
    if (!reading) {
        const bool expected = os::is_gone(reading.error());
        if (!expected) work_.errors.push_back(reading.error().message());
        return;
    }
    Process& process = reading->process;
    process.in_tree = in_tree;
    process.adopted = is_adopted(process);
    if (const auto dir = os::ProcDir::open(pid)) add_waits(*dir, process, reading->children);
    if (pid == root_) leave_out_shared_counts(process);
    for (std::size_t i = 0; i < process.threads.size(); ++i)
        marks_[{pid, process.threads[i].tid}] = reading->marks[i];
    if (in_tree && !process.error.empty()) {
        work_.complete = false;
        work_.errors.push_back(process.error);
    }
    probe(process, work_, false, options_.deadline);
    children_[pid] = std::move(reading->children);
    work_.processes.push_back(process);
    const std::lock_guard lock(mutex_);
    published_.processes.push_back(std::move(process));
}

// A child is born into its parent's session. One that is of another, without being its session's
// leader, has another parent now.
bool Collector::is_adopted(const Process& process) const {
    if (process.session == process.pid) return false;
    if (const Process* parent = work_.process(process.ppid); parent != nullptr)
        return parent->session != process.session;
    const auto stat = os::ProcDir::open(process.ppid).and_then(os::read_stat);
    return stat && stat->session != process.session;
}

void Collector::add_outside() {
    if (std::ranges::any_of(work_.processes, waits_for_a_lock))
        work_.lock_waits = os::read_locks().map(lock_waits).value_or(std::vector<LockWait>());
    work_.refused_ports = refused_ports(work_, options_.deadline);
    std::size_t outside = 0;
    for (int round = 0;; ++round) {
        add_sockets(work_, options_.deadline);
        const auto more = outsiders(wanted_by(work_));
        if (more.empty()) break;
        outside += more.size();
        const bool in_bounds = round < most_rounds && outside < most_outsiders;
        if (!in_bounds || !in_time("the other ends")) {
            work_.holders_complete = false;
            break;
        }
        for (const pid_t pid : more) add(pid, false);
    }
    add_examiner();
    mark_unseen_children();
    add_unseen_holders();
}

// Whoever may have an object and cannot be looked at counts as having it: alive, and with threads
// that do what they like.
void Collector::add_unseen_holders() {
    std::set<pid_t> told;
    for (const UnseenHolder& holder : unseen_holders(work_, refused_)) {
        if (holder.pid == 0) work_.holders_complete = false;
        if (holder.pid != 0 && work_.process(holder.pid) == nullptr) add(holder.pid, false);
        if (Process* process = work_.process(holder.pid); process != nullptr)
            process->fds.push_back({.kind = holder.object.kind,
                                    .inode = holder.object.number,
                                    .flags = O_RDWR,
                                    .id = holder.object.number});
        if (!told.insert(holder.pid).second) continue;
        work_.complete = false;
        work_.errors.push_back((holder.pid == 0 ? "somebody outside this pid namespace"
                                                : "process " + std::to_string(holder.pid)) +
                               " may hold what the tree waits on, and may not be looked at");
    }
}

// Those that wait for children, outside the tree: their children are what they wait on.
std::vector<pid_t> Collector::awaited_children() const {
    std::vector<pid_t> pids;
    for (const Process& process : work_.processes) {
        const bool waits = std::ranges::any_of(process.threads, [](const Thread& thread) {
            return thread.wait.kind == WaitKind::child && thread.wait.target <= 0;
        });
        const auto known = children_.find(process.pid);
        if (waits && known != children_.end())
            pids.insert(pids.end(), known->second.begin(), known->second.end());
    }
    return pids;
}

// Processes that are or hold something wanted and are not there yet. The whole of /proc is looked
// through only for objects that were not sought before.
std::vector<pid_t> Collector::outsiders(const Wanted& wanted) {
    std::set<pid_t> pids = wanted.processes;
    for (const pid_t pid : awaited_children()) pids.insert(pid);
    Wanted unsought;
    for (const ObjectKey& key : wanted.objects)
        if (sought_.insert(key).second) unsought.objects.insert(key);
    if (!unsought.objects.empty()) {
        const auto all = os::user_processes().value_or(std::vector<pid_t>());
        if (all.empty()) work_.holders_complete = false;
        std::vector<pid_t> candidates;
        for (const pid_t pid : all)
            if (!is_ours(pid) && work_.process(pid) == nullptr) candidates.push_back(pid);
        const auto holders = holders_of(unsought, candidates, machine_, options_.deadline);
        pids.insert(holders.pids.begin(), holders.pids.end());
        refused_.insert(holders.refused.begin(), holders.refused.end());
        if (!in_time("the holders")) work_.holders_complete = false;
    }
    std::erase_if(pids, [this](pid_t pid) {
        return is_ours(pid) || work_.process(pid) != nullptr || children_.contains(pid);
    });
    for (const pid_t pid : pids) children_[pid];  // looked at, whether it is still there or not
    return {pids.begin(), pids.end()};
}

// Whoever waits for any child may be waiting for one that is not looked at.
void Collector::mark_unseen_children() {
    for (Process& process : work_.processes) {
        const auto known = children_.find(process.pid);
        if (known == children_.end()) continue;
        process.unseen_children = std::ranges::any_of(
            known->second, [this](pid_t child) { return work_.process(child) == nullptr; });
    }
}

// What the reader itself has open, it may use: that must not look like nobody's.
void Collector::add_examiner() {
    if (work_.process(self_) != nullptr) return;
    Process examiner;
    examiner.fds =
        wanted_descriptors(wanted_by(work_), self_, machine_).value_or(std::vector<Descriptor>());
    if (examiner.fds.empty()) return;
    examiner.pid = self_;
    examiner.examiner = true;
    examiner.fds_known = true;
    work_.processes.push_back(std::move(examiner));
}

// Whether a thread that runs gets anywhere shows in the interval.
void Collector::sample_running() {
    constexpr std::size_t most_samplers = 16;
    for (const Process& process : work_.processes)
        for (const Thread& thread : process.threads) {
            const bool runs = process.in_tree && thread.syscall && thread.state == 'R' &&
                              thread.syscall->state == os::ProcSyscall::State::running;
            if (!runs || running_.size() >= most_samplers) continue;
            auto running = RunningThread::watch(process.pid, thread.tid);
            if (running) running_.push_back(std::move(*running));
        }
}

bool Collector::in_time(const char* doing) {
    if (!options_.deadline.passed()) return true;
    if (work_.complete)
        work_.errors.push_back(std::string("the deadline passed while reading ") + doing);
    work_.complete = false;
    return false;
}

bool Collector::is_ours(pid_t pid) const {
    return (pid == self_ && pid != root_) || std::ranges::count(options_.own, pid) != 0;
}

void Collector::publish() {
    const std::lock_guard lock(mutex_);
    published_ = work_;
}

Snapshot Collector::copy() const {
    const std::lock_guard lock(mutex_);
    return published_;
}

void Collector::replace(Snapshot snapshot) {
    work_ = std::move(snapshot);
    publish();
}

}  // namespace hangar::snapshot
