// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/snapshot/snapshot.hpp>

namespace hangar::snapshot {

struct Options {
    bool descendants = true;                  // false: the process alone
    std::chrono::milliseconds interval{150};  // between the two samples
    os::Deadline deadline = os::Deadline::after(std::chrono::seconds(10));
    // Processes that belong to the reader besides the calling one: never evidence.
    std::vector<pid_t> own;
    // Runs in the interval, on the first sample: the time to unwind stacks. What it adds to a
    // thread's `frames` stays only if that thread has not run until the second sample.
    std::function<void(Snapshot&, os::Deadline)> between;
};

// Reads the tree of `pid` and whoever holds the other ends of what it waits on: twice, and only
// what is the same in both counts as waiting. No thread is stopped, no descriptor is added to
// anything for longer than a call, nobody is signalled.
// Any thread; blocks for the interval and what the reading takes, at most until the deadline.
// Errors: ESRCH (no such process), EINVAL (a kernel thread). Whatever else cannot be read is said
// in the snapshot, which is then not `complete`.
[[nodiscard]] os::Result<Snapshot> take(pid_t pid, const Options& options = {});

}  // namespace hangar::snapshot
