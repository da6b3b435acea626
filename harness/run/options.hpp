// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/harness/report/console.hpp>
#include <hangar/harness/run/partition.hpp>
#include <hangar/harness/run/test_rules.hpp>

namespace hangar::run {

// Which tests share a process.
enum class Isolation { test, suite, binary };

// How test processes come up: `automatic` decides for each program.
enum class LauncherKind { automatic, exec, forkserver };

// What `hangar run` was asked for. Values; where they come from (a command line, a file) is none of
// the runner's business. Whoever fills them in has checked them.
struct Options {
    std::vector<std::string> binaries;   // paths as the user wrote them
    std::vector<std::string> arguments;  // for each of them, in front of the runner's own
    std::vector<std::string> command;    // the whole command line, for the record
    std::string called_as = "hangar";    // the runner's own name, as the user wrote it

    int jobs = 1;
    std::string filter;  // GoogleTest's syntax; empty: everything
    os::Duration listing_timeout = std::chrono::seconds(15);
    std::string out = "hangar-out";
    std::string config;   // the file with more options; empty: hangar.toml, if there is one
    std::string profile;  // of it
    std::optional<std::string>
        history;  // where durations are kept; empty: nowhere; none: the cache
    bool list = false;
    std::optional<Partition> partition;  // only this share
    bool json = false;  // the events on standard output, what people read on the other
    report::Progress progress = report::Progress::automatic;
    bool capture_output = true;
    LauncherKind launcher = LauncherKind::automatic;
    bool verbose = false;  // say what was decided, and why

    TestRules rules;                                 // of each test,
    std::vector<RuleOverride> overrides;             // but for those that these concern
    std::map<std::string, int, std::less<>> groups;  // tests at a time; else 1

    double time_scale = 1;            // of timeout, slow and grace
    bool stretches_timeouts = false;  // by the time that a test was kept from running
    bool debugger = false;            // each test under gdb, on the terminal, one at a time
    Isolation isolation = Isolation::test;
    int repeat = 1;           // how often the tests run
    bool until_fail = false;  // until one fails; `repeat` counts only if it is above 1
    int max_fail = 0;         // no more tests are started after so many failures; 0: all are
    bool shuffle = false;
    std::optional<std::uint64_t> seed;  // of the order; empty: any
    bool rerun_failed = false;          // only what did not pass in the run before, in `out`

    // Lists of keys or "all", for binaries linked with hangar; empty: their own defaults.
    std::string spawn_backends;
    std::string captures;
    std::string transports;
    bool stackscope = false;
};

// The exit statuses of the contract.
enum class ExitStatus : int {
    all_passed = 0,
    some_failed = 1,
    usage = 2,
    internal_error = 3,
    nothing_ran = 4,
};

}  // namespace hangar::run
