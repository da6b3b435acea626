// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>

#include <hangar/diag/dump/examine.hpp>
#include <hangar/harness/run/run.hpp>

namespace hangar::cli {

// What `hangar dump PID` and `hangar why PID` were asked for.
struct DumpCommand {
    enum class Format { text, json, dot, svg };

    pid_t pid = 0;
    bool verdicts_only = false;  // `why`
    Format format = Format::text;
    std::string out;  // the folder to leave everything in; empty: none
    bool only = false;
    std::chrono::milliseconds sample{150};
    os::Duration deadline = std::chrono::seconds(10);
    dump::Stop stop = dump::Stop::running;
    bool symbols = true;
};

// Reads the process and prints what it found, in time whatever becomes of the reading. Gives the
// exit status: of `why` 1 if it named a proven or likely cause; else, and of `dump`, 0, or 3 if
// something could not be read; 2 for no such process, one that may not be read, a folder that
// cannot be written (all that could be read is printed). Requires: the calling thread is the only
// one.
[[nodiscard]] int dump_process(const DumpCommand& command, const run::Host& host);

}  // namespace hangar::cli
