// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// The children of a process, by /proc/PID/task/*/children: it costs as much as there are children,
// not as there are processes. Any thread. Zombies are children. Nothing is collected (a wait-any
// would steal statuses from whoever waits for them).
// The kernel promises completeness only while the children stand still: one that forks or ends
// meanwhile may be missing, so whoever must have all repeats it until nothing is new.
// Errors: ESRCH when the parent is gone; EMFILE and so on. A child that vanishes is no error.

[[nodiscard]] Result<std::vector<ProcessId>> children_of(const ProcessId& parent);
[[nodiscard]] Result<std::vector<ProcessId>> children_of_this_process();

// Children, their children and so on: parents before their children. `root` is not among them.
[[nodiscard]] Result<std::vector<ProcessId>> descendants_of(const ProcessId& root);

}  // namespace hangar::os
