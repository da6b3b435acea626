// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/harness/run/run.hpp>

namespace hangar::cli {

// What `hangar reap` was asked for.
struct ReapCommand {
    std::optional<pid_t> parent;  // its descendants
    bool orphans = false;         // of runs that are over; with `run`: of that one, if it is
    std::string run;              // what this run started
    os::Duration grace = std::chrono::seconds(3);
    bool shared_memory = false;  // sweep, too
    bool sockets = false;        // sweep, too
    bool processes = true;       // false: only sweep
    bool only_say = false;
};

// What is wrong with it; empty: nothing.
[[nodiscard]] std::string wrong_reap(const ReapCommand& command);

// Ends the processes, sweeps, and prints a line for each thing that it found. Gives the exit
// status: 0 nothing is left and nothing had to be killed (or it was only asked), 1 something had to
// be, or could not be removed, 2 there is no such parent.
[[nodiscard]] int reap_processes(const ReapCommand& command, const run::Host& host);

}  // namespace hangar::cli
