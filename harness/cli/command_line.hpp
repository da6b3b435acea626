// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include <hangar/harness/cli/crash_command.hpp>
#include <hangar/harness/cli/dump_command.hpp>
#include <hangar/harness/cli/guard_command.hpp>
#include <hangar/harness/cli/merge_command.hpp>
#include <hangar/harness/cli/reap_command.hpp>
#include <hangar/harness/cli/tree_command.hpp>
#include <hangar/harness/cli/zoo_command.hpp>
#include <hangar/harness/run/options.hpp>

namespace hangar::cli {

// What each command was asked to do. Values; any thread.
struct RunCommand {
    run::Options options;
};
struct ReportCommand {
    std::string folder;
};
// Nothing to do but to print this: help, the version, or what is wrong with the command line.
struct PrintCommand {
    std::string text;
    bool is_error = false;
};

using Command = std::variant<RunCommand, ReportCommand, MergeCommand, DumpCommand, TreeCommand,
                             GuardCommand, CrashCommand, ReapCommand, ZooCommand, PrintCommand>;

// What `hangar run` does when nothing is said: as many tests at a time as there are processors.
[[nodiscard]] run::Options default_options();

// What the arguments (without argv[0]) ask for. An option that this version does not have is an
// error, never ignored; values are checked, those of the matrix against the valid keys. `options`:
// what holds for a run where the arguments say nothing.
// Pure but for the number of processors; any thread.
[[nodiscard]] Command parse_command_line(const std::vector<std::string>& arguments,
                                         run::Options options = default_options());

}  // namespace hangar::cli
