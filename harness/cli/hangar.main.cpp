// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <string>
#include <vector>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/terminal.hpp>
#include <hangar/harness/cli/configured.hpp>
#include <hangar/harness/cli/reap_command.hpp>
#include <hangar/harness/cli/report_command.hpp>
#include <hangar/harness/cli/wait_of.hpp>
#include <hangar/harness/events/event.hpp>
#include <hangar/harness/run/run.hpp>

namespace {

using namespace hangar;

// A reader that went away (a closed pipe) keeps no test from running.
void print_to(int fd, std::string_view text) {
    static_cast<void>(os::write_all(fd, text));
}

std::pair<int, int> screen_size() {
    const auto size = os::window_size(STDOUT_FILENO);
    return size ? std::pair(size->columns, size->rows) : std::pair(0, 0);
}

int print(const cli::PrintCommand& command) {
    print_to(command.is_error ? STDERR_FILENO : STDOUT_FILENO, command.text);
    return static_cast<int>(command.is_error ? run::ExitStatus::usage
                                             : run::ExitStatus::all_passed);
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    const run::Host host{run::variables_of(environ),
                         [](std::string_view text) { print_to(STDOUT_FILENO, text); },
                         [](std::string_view text) { print_to(STDERR_FILENO, text); },
                         "/proc/self/exe",
                         cli::wait_of,
                         screen_size,
                         os::is_terminal(STDIN_FILENO)};
    return std::visit(
        events::Visitor{
            [&](const cli::RunCommand& command) { return run::run(command.options, host); },
            [&](const cli::ReportCommand& command) {
                return cli::rebuild_reports(command.folder, host);
            },
            [&](const cli::MergeCommand& command) { return cli::merge_runs(command, host); },
            [&](const cli::DumpCommand& command) { return cli::dump_process(command, host); },
            [&](const cli::TreeCommand& command) { return cli::print_task_tree(command, host); },
            [&](const cli::CrashCommand& command) { return cli::show_crash(command, host); },
            [](const cli::GuardCommand& command) { return cli::stand_guard(command); },
            [&](const cli::ReapCommand& command) { return cli::reap_processes(command, host); },
            [&](const cli::ZooCommand& command) { return cli::visit_zoo(command, host); },
            [](const cli::PrintCommand& command) { return print(command); },
        },
        cli::configured_command(arguments));
}
