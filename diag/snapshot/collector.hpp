// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <vector>

#include <hangar/diag/os/scheduler_clock.hpp>
#include <hangar/diag/snapshot/machine.hpp>
#include <hangar/diag/snapshot/read_process.hpp>
#include <hangar/diag/snapshot/running_thread.hpp>
#include <hangar/diag/snapshot/take.hpp>
#include <hangar/diag/snapshot/wanted.hpp>

namespace hangar::snapshot {

// The two samples of one snapshot. first() and second() may be stuck in a read that never ends (a
// process in an uninterruptible wait can hold the lock of its memory): so they run in a thread that
// may be left behind, while copy() gives anybody what is there so far.
class Collector {
  public:
    Collector(pid_t root, const Options& options);

    // The tree, its threads and descriptors, what they wait for, and who holds the other ends.
    // Errors: ESRCH, EINVAL (a kernel thread).
    [[nodiscard]] os::Status first();
    // Waits for more samples of threads that run and get little of the processors; not for long.
    void sample_enough() const;
    // Who has not moved since. Requires: first() succeeded.
    void second();

    [[nodiscard]] Snapshot copy() const;
    // Puts back what the caller added to a copy. Requires: neither sample is being taken.
    void replace(Snapshot snapshot);

  private:
    using ThreadKey = std::pair<pid_t, pid_t>;

    // One process of the tree or outside it, with what its threads wait for.
    void add(pid_t pid, bool in_tree);
    void add_tree();
    void add_outside();
    [[nodiscard]] bool is_adopted(const Process& process) const;
    [[nodiscard]] std::vector<pid_t> outsiders(const Wanted& wanted);
    [[nodiscard]] std::vector<pid_t> awaited_children() const;
    void add_examiner();
    void mark_unseen_children();
    void add_unseen_holders();
    void sample_running();
    void compare(Process& process);
    void compare_thread(const os::ProcDir& dir, Process& process, Thread& thread);
    void keep_refused_ports();
    void add_newcomers();
    [[nodiscard]] bool in_time(const char* doing);
    [[nodiscard]] bool is_ours(pid_t pid) const;
    void publish();

    const pid_t root_;
    const Options options_;
    const pid_t self_;
    Machine machine_;
    Snapshot work_;
    std::map<ThreadKey, RestMark> marks_;
    std::map<pid_t, std::vector<pid_t>> children_;
    std::vector<RunningThread> running_;
    os::SchedulerClock clock_;
    std::set<ObjectKey> sought_;  // objects whose outside holders are known
    std::set<pid_t> refused_;     // may hold any of these: we may not look

    mutable std::mutex mutex_;  // guards the next
    Snapshot published_;
};

}  // namespace hangar::snapshot
