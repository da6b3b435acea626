// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
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

constexpr auto patience_with_a_reader = std::chrono::seconds(5);
constexpr std::size_t always_fits = 4096;  // into a pipe that is writable

// A reader that went away (a closed pipe), or has stopped reading, keeps no test from running: it
// is waited for once, and misses what does not fit from then on.
class Output {
  public:
    explicit Output(int fd) noexcept : fd_(fd) {}
    void print(std::string_view text) {
        while (!text.empty() && is_writable()) {
            const auto part = std::as_bytes(std::span(text.substr(0, always_fits)));
            const auto put = os::write_some(fd_, part);
            if (!put && put.error().code == EAGAIN) continue;
            if (!put && put.error().code == EPIPE) return;
            if (!put) {  // a full disk
                lost_ += text.size();
                return;
            }
            text.remove_prefix(*put);
        }
        missed_ += text.size();
    }
    [[nodiscard]] std::size_t missed() const noexcept { return missed_; }
    // Of what had a reader.
    [[nodiscard]] std::size_t lost() const noexcept { return lost_; }

  private:
    [[nodiscard]] bool is_writable() const {
        const auto patience = missed_ == 0 ? os::Duration(patience_with_a_reader) : os::Duration();
        return os::wait_writable(fd_, os::Deadline::after(patience)).value_or(false);
    }
    int fd_;
    std::size_t missed_ = 0;
    std::size_t lost_ = 0;
};

std::pair<int, int> screen_size() {
    const auto size = os::window_size(STDOUT_FILENO);
    return size ? std::pair(size->columns, size->rows) : std::pair(0, 0);
}

// A pager that reads our output reads keys, too.
bool has_the_terminal_for_itself() {
    return os::is_terminal(STDIN_FILENO) && os::is_terminal(STDOUT_FILENO) &&
           os::is_terminal(STDERR_FILENO);
}

int print(const cli::PrintCommand& command) {
    Output(command.is_error ? STDERR_FILENO : STDOUT_FILENO).print(command.text);
    return static_cast<int>(command.is_error ? run::ExitStatus::usage
                                             : run::ExitStatus::all_passed);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string name = argc > 0 ? argv[0] : "";
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    Output out(STDOUT_FILENO);
    Output errors(STDERR_FILENO);
    const run::Host host{run::variables_of(environ),
                         [&](std::string_view text) { out.print(text); },
                         [&](std::string_view text) { errors.print(text); },
                         "/proc/self/exe",
                         cli::wait_of,
                         screen_size,
                         has_the_terminal_for_itself(),
                         [] { return os::in_foreground(STDOUT_FILENO).value_or(true); }};
    const int status = std::visit(
        events::Visitor{
            [&](cli::RunCommand command) {
                if (name.find('/') != std::string::npos) command.options.called_as = name;
                return run::run(command.options, host);
            },
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
    if (out.missed() > 0)
        errors.print("hangar: nobody read " + std::to_string(out.missed()) + " bytes of output\n");
    if (out.lost() > 0)
        errors.print("hangar: " + std::to_string(out.lost()) +
                     " bytes of output were not written\n");
    return status;
}
