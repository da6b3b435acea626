// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <hangar/harness/run/run.hpp>

namespace hangar::cli {

// What `hangar tree PID` was asked for.
struct TreeCommand {
    pid_t pid = 0;
    bool json = false;
};

// Prints the task trees of a process and all below it: by signal where a process announced that it
// answers, else, or if it does not, from outside, with the native stacks of the threads concerned.
// Gives the exit status: 0; 2 for no such process, one that may not be read, one without hangar
// inside; 3 if something could not be read (the rest is printed).
[[nodiscard]] int print_task_tree(const TreeCommand& command, const run::Host& host);

}  // namespace hangar::cli
