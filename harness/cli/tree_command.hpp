// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>

#include <hangar/harness/run/run.hpp>

namespace hangar::cli {

// What `hangar tree PID`, or `hangar tree --core FILE --exe FILE`, was asked for.
struct TreeCommand {
    pid_t pid = 0;
    std::string core;     // instead of a process
    std::string program;  // that left it
    bool json = false;
};

// What is wrong with it; empty: nothing.
[[nodiscard]] std::string wrong_tree(const TreeCommand& command);

// Prints the task trees of a process and all below it: by signal where a process announced that it
// answers, else, or if it does not, from outside, with the native stacks of the threads concerned.
// Or the one that lies in a core file.
// Gives the exit status: 0; 2 for no such process, one that may not be read, one without hangar
// inside, no such core file; 3 if something could not be read (the rest is printed).
[[nodiscard]] int print_task_tree(const TreeCommand& command, const run::Host& host);

}  // namespace hangar::cli
