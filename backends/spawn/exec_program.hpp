// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/os/process_setup.hpp>

namespace hangar::spawn {

// A program to execute in a new process, and all that the process does to itself before.
struct ExecProgram {
    std::string path;
    std::vector<std::string> arguments;       // with argv[0]
    std::vector<std::string> environment;     // NAME=value
    std::vector<int> inherit;                 // descriptors it has besides 0, 1 and 2; same numbers
    std::vector<os::FdPlacement> placements;  // made first: what its 1 and 2 are, say
    int parent_death_signal = 0;              // 0: none
};

// Starts it with vfork, at a cost that does not grow with our memory: the calling thread waits
// until the program runs. Signals are reset, every other descriptor is closed.
// Errors: the step that failed, in the child as well: "execve /no/such: No such file (ENOENT)".
// Requires: the calling thread lives as long as the child should, if it has a death signal.
[[nodiscard]] os::Result<os::Pidfd> launch(const ExecProgram& program);

// This process's environment, as NAME=value.
[[nodiscard]] std::vector<std::string> current_environment();

// Kills and collects one that was launched and cannot be watched: two seconds at most.
void end_launched(const os::Pidfd& process) noexcept;

}  // namespace hangar::spawn
