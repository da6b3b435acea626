// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <vector>

#include <hangar/diag/dump/dump.hpp>
#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::dump {

// Whom the reading of stacks may stop for a moment.
enum class Stop {
    never,
    running,  // threads that run: nothing else tells their registers
    all,      // also blocked ones whose stack could not be read whole; it may end their wait
};

struct ExamineOptions {
    bool descendants = true;  // false: the process alone
    std::chrono::milliseconds interval{150};
    os::Deadline deadline = os::Deadline::after(std::chrono::seconds(10));
    Stop stop = Stop::running;
    bool stacks = true;
    bool symbols = true;     // false: modules and offsets
    std::vector<pid_t> own;  // processes of the reader's besides the calling one
    // Called with what is known before the last step, which may fail, begins; the snapshot says
    // that it is not complete.
    std::function<void(const Dump&)> on_stage;
};

// Reads the tree of `pid` and says why it hangs: evidence twice, in between the stacks of blocked
// threads, then a first verdict; then those of running threads, and the last verdict.
// Blocks until the deadline at most, as far as the kernel lets go of it. Any thread.
// Errors: snapshot::take's. Whatever else could not be read is said in the snapshot.
[[nodiscard]] os::Result<Dump> examine(pid_t pid, const ExamineOptions& options);

}  // namespace hangar::dump
