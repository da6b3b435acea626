// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/result.hpp>
#include <hangar/diag/reap/origin.hpp>

namespace hangar::reap {

// Which processes are to be ended: asked again and again while they are, since they may start more.
// Each answer holds those that run now; zombies are left to their parents.
// Errors: EMFILE and so on.
using ProcessScope = std::function<os::Result<std::vector<os::ProcessId>>()>;

// What descends from a process, itself not included; nothing once it is gone. Costs as much as
// there are descendants, whatever else runs on the machine.
[[nodiscard]] ProcessScope descendants(const os::ProcessId& root);
// What a run has started, wherever it went. Looks at every process of this user.
[[nodiscard]] ProcessScope members(const RunMembership& run);
// What runs that are over have left. Not what carries a name that hangar did not give: nobody can
// tell whether such a run is over.
[[nodiscard]] ProcessScope orphans();

// The processes of this user, by what /proc tells. Those that end meanwhile are left out.
[[nodiscard]] os::Result<std::vector<os::ProcessId>> own_processes();
// Whether it acts, and was started, as this process's effective user, who may be root: another
// user's processes are never ours, even where we could signal them.
[[nodiscard]] bool is_own(pid_t pid);

}  // namespace hangar::reap
