// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/process_setup.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// A program that is to run beside this process and is nobody's child. Borrows everything in it.
struct DetachedProgram {
    const std::string& path;
    char* const* arguments = nullptr;
    char* const* environment = nullptr;
    std::span<FdPlacement> fds;  // all that it is given; overwritten
};

// Starts it as a child of init, or of the subreaper above us: our waitpid(-1) neither finds it nor
// waits for it, and no SIGCHLD comes. It has a session of its own, every signal blocked and at its
// default action, no tag of ours, `/` as its directory, and at once executes the program.
// Costs the same however large this process is. Any thread, several at a time.
// Errors: as of vfork_process; those of execve. Then it does not run.
[[nodiscard]] Result<ProcessId> start_detached(const DetachedProgram& program);

// Under Yama only descendants may be read: this one may read us, too. No error where there is no
// Yama. One process at a time can be it.
void let_examine(const ProcessId& reader) noexcept;

}  // namespace hangar::os
