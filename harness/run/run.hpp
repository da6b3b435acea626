// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>

#include <hangar/harness/run/child_environment.hpp>
#include <hangar/harness/run/options.hpp>

namespace hangar::run {

// What the runner is given of its surroundings.
struct Host {
    Variables environment;
    std::function<void(std::string_view)> out;     // whole lines, for the reader of the results
    std::function<void(std::string_view)> errors;  // whole lines, for what keeps it from running
    std::string examiner{};  // the `hangar` program, which looks into tests that hang; empty: none
    // What a process waits for, as "pipe 5531, empty"; empty text where it cannot be told. Bounded.
    std::function<std::string(pid_t)> wait_of{};
    // Columns and rows of the terminal that `out` is; zeros if it is none.
    std::function<std::pair<int, int>()> screen = [] { return std::pair(0, 0); };
    bool keys = false;  // somebody may press some
    // Whether that terminal is ours to draw on: not while another job has it.
    std::function<bool()> in_front = [] { return true; };
};

// `hangar run`: lists the programs' tests, runs those that are selected, reports. Gives the exit
// status of the contract; 128 and the signal after an interruption. Whatever happens, what had
// finished is in the journal, and no process that it started is left.
//
// Requires: the calling thread is the only one; it makes the process a subreaper, blocks SIGINT,
// SIGTERM, SIGHUP, SIGTSTP and SIGUSR1, and ignores SIGPIPE, SIGXFSZ, SIGTTIN and SIGTTOU, for
// good. Called once.
[[nodiscard]] int run(const Options& options, const Host& host);

}  // namespace hangar::run
