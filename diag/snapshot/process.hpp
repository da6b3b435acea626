// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <hangar/diag/snapshot/descriptor.hpp>
#include <hangar/diag/snapshot/thread.hpp>

namespace hangar::snapshot {

// Signal masks of a process: bit 0 is signal 1. `blocked` is the main thread's.
struct SignalMasks {
    std::uint64_t blocked = 0;
    std::uint64_t ignored = 0;
    std::uint64_t caught = 0;
    std::uint64_t pending = 0;
    friend bool operator==(const SignalMasks&, const SignalMasks&) = default;
};

// A process at the instant of a snapshot. A value.
struct Process {
    pid_t pid = 0;
    pid_t ppid = 0;
    pid_t group = 0;
    pid_t session = 0;
    pid_t foreground_group = 0;    // of its terminal; -1 without one
    int terminal = 0;              // its controlling terminal's device; 0: none
    std::uint64_t start_time = 0;  // clock ticks since boot
    std::chrono::milliseconds age{};
    std::string name;
    std::string cmdline;  // arguments separated by blanks
    std::string exe;
    char state = '?';       // the main thread's
    int stop_signal = 0;    // what stopped it
    int wait_status = 0;    // of a zombie, as of waitpid; 0 also if we may not know
    bool adopted = false;   // its parent is not who made it: it is of another session
    bool in_tree = false;   // the root or a descendant; else somebody that they wait on
    bool examiner = false;  // the reader itself: what it holds counts as held by somebody alive
    bool kernel_thread = false;
    bool frozen = false;  // its control group is
    unsigned uid = 0;
    pid_t tracer = 0;           // of its threads, or the first that has one
    pid_t memory_of = 0;        // in whose memory it runs, if not in its own (vfork, CLONE_VM)
    std::uint64_t network = 0;  // its network namespace
    SignalMasks signals;
    // Caught signals whose handlers wake nobody: ours look on, an interpreter's ends it.
    std::uint64_t own_handlers = 0;
    std::vector<Thread> threads;   // in ascending order
    std::vector<Descriptor> fds;   // in ascending order
    bool fds_known = false;        // false: it may hold anything
    bool kernel_posts = false;     // the kernel may post an eventfd of its while it sleeps
    bool unseen_children = false;  // it has others than those here: the reader itself, for one
    std::string error;             // why something of it could not be read

    // A zombie, as a whole: also one whose first thread has ended may run in others.
    [[nodiscard]] bool ended() const noexcept;
    [[nodiscard]] const Thread* thread(pid_t tid) const noexcept;
    // By which its memory can be read: its pid, or a thread's if the first thread has ended.
    [[nodiscard]] pid_t reader_id() const noexcept;
    [[nodiscard]] const Descriptor* descriptor(int number) const noexcept;
    friend bool operator==(const Process&, const Process&) = default;
};

}  // namespace hangar::snapshot
