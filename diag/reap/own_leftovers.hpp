// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/os/wait_status.hpp>
#include <hangar/diag/reap/reaping.hpp>

namespace hangar::reap {

// A child of ours that had ended and that nobody waited for.
struct UnreapedChild {
    os::ProcessId id;
    std::string command;
    os::WaitStatus status;
};

// What a block of this process has left behind: children that were not there before it.
struct Leftovers {
    Reaping reaping;                      // those that ran, and what descended from them
    std::vector<UnreapedChild> unreaped;  // zombies, collected now
    [[nodiscard]] bool any() const { return !unreaped.empty() || !reaping.processes.empty(); }
    // A line each.
    [[nodiscard]] std::string text() const;
};

// Our children but those in `before`; what is about to end, or to be collected by whoever waits for
// it, is given 100 ms first. Helpers (exit signal 0) are nobody's leftovers. One system call if we
// have no child. Any thread. Errors: EMFILE and so on.
[[nodiscard]] os::Result<std::vector<os::ProcessId>> children_since(
    const std::vector<os::ProcessId>& before);

// Ends those that run and collects those that have ended, each by its pid: never by a wait-any,
// which would steal the status of a child that somebody else waits for (a death test's, say).
[[nodiscard]] Leftovers take_leftovers(const std::vector<os::ProcessId>& children,
                                       const ReapOptions& options);

}  // namespace hangar::reap
