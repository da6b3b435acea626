// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <hangar/harness/run/run.hpp>

namespace hangar::cli {

// What `hangar crash PID TID SIGNAL` was asked for: by a program that is in that signal's handler
// and waits for the answer, never by a person.
struct CrashCommand {
    pid_t pid = 0;
    pid_t tid = 0;
    int signal = 0;
};

// Prints the stack of the thread as it was when the signal came. Gives the exit status: 0; 2 for a
// process or a thread that is not there or may not be read.
[[nodiscard]] int show_crash(const CrashCommand& command, const run::Host& host);

}  // namespace hangar::cli
