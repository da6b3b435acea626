// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>

#include <hangar/diag/dump/folder.hpp>
#include <hangar/diag/dump/graph_dot.hpp>
#include <hangar/diag/dump/graph_svg.hpp>
#include <hangar/diag/dump/json.hpp>
#include <hangar/diag/dump/supervise.hpp>
#include <hangar/diag/dump/text.hpp>
#include <hangar/diag/os/proc_syscall.hpp>
#include <hangar/diag/os/signals.hpp>
#include <hangar/harness/cli/dump_command.hpp>

namespace hangar::cli {
namespace {

using dump::Dump;
using dump::Parts;

constexpr int named_a_cause = 1;
constexpr int not_allowed = 2;
constexpr int not_all_read = 3;

// Parts that are no files of the folder.
constexpr const char* to_print = "/print";
constexpr const char* exit_status = "/status";
constexpr const char* failure = "/failure";

std::string rendered(const Dump& dump, const DumpCommand& command) {
    switch (command.format) {
        case DumpCommand::Format::text:
            return command.verdicts_only ? verdicts_to_text(dump) : to_text(dump);
        case DumpCommand::Format::json:
            return command.verdicts_only ? verdicts_to_json(dump) : to_json(dump);
        case DumpCommand::Format::dot:
            return to_dot(relevant_graph(dump));
        case DumpCommand::Format::svg:
            return to_svg(relevant_graph(dump));
    }
    return {};
}

int status_of(const Dump& dump, const DumpCommand& command) {
    if (command.verdicts_only && dump.diagnosis.named_a_cause()) return named_a_cause;
    return dump.snapshot.complete ? 0 : not_all_read;
}

Parts report_of(const Dump& dump, const DumpCommand& command) {
    Parts parts;
    if (!command.out.empty()) parts = folder_parts(dump);
    parts[to_print] = rendered(dump, command);
    parts[exit_status] = std::to_string(status_of(dump, command));
    return parts;
}

std::string failure_text(pid_t pid, const os::Error& error) {
    if (error.code == ESRCH) return fmt::format("there is no process {}", pid);
    if (error.code == ENOTSUP) return error.target;
    if (error.code == EINVAL) return fmt::format("{} is a thread of the kernel's own", pid);
    return error.message();
}

// The examiner's deadline is a little earlier than ours, so that it ends by itself if it can.
os::Deadline earlier_than(os::Duration whole) {
    const os::Duration margin = std::min<os::Duration>(whole / 5, std::chrono::milliseconds(500));
    return os::Deadline::after(whole - margin);
}

void examine(const DumpCommand& command, pid_t supervisor, const dump::StageSink& sink) {
    dump::ExamineOptions options;
    options.descendants = !command.only;
    options.interval = command.sample;
    options.deadline = earlier_than(command.deadline);
    options.stop = command.stop;
    options.symbols = command.symbols;
    options.own = {supervisor};
    options.on_stage = [&](const Dump& stage) { sink(report_of(stage, command)); };
    const auto dump = dump::examine(command.pid, options);
    sink(dump ? report_of(*dump, command)
              : Parts{{failure, failure_text(command.pid, dump.error())}});
}

// What keeps us from reading the process itself; empty: nothing does.
std::string refusal(pid_t pid) {
    const auto process = os::ProcDir::open(pid);
    const auto thread = process ? process->task(pid) : tl::unexpected(process.error());
    const auto call = thread ? os::read_syscall(*thread) : tl::unexpected(thread.error());
    const bool refused = !call && (call.error().code == EPERM || call.error().code == EACCES);
    return refused ? fmt::format("{} may not be read: {}", pid, call.error().message())
                   : std::string();
}

os::Status leave_folder(const std::string& folder, const Parts& parts) {
    Parts files = parts;
    for (const char* name : {to_print, exit_status, failure}) files.erase(name);
    return dump::write_folder(folder, files);
}

// Prints what came and leaves the folder.
int deliver(const dump::Supervised& supervised, const DumpCommand& command, const run::Host& host) {
    const auto complain = [&host](const std::string& text) {
        host.errors(fmt::format("hangar: {}\n", text));
    };
    const Parts& parts = supervised.parts;
    if (const auto failed = parts.find(failure); failed != parts.end()) {
        complain(failed->second);
        return not_allowed;
    }
    if (!supervised.error.empty()) complain(supervised.error);
    if (parts.empty()) return not_all_read;
    host.out(parts.at(to_print));
    const std::string refused = refusal(command.pid);
    if (!refused.empty()) complain(refused);
    const auto left = command.out.empty() ? os::Status() : leave_folder(command.out, parts);
    if (!left) complain(left.error().message());
    if (!refused.empty() || !left) return not_allowed;
    return parts.at(exit_status)[0] - '0';
}

}  // namespace

int dump_process(const DumpCommand& command, const run::Host& host) {
    // An inherited SIG_IGN for SIGCHLD would collect the examiner behind our back.
    os::reset_signals();
    const pid_t self = ::getpid();
    const auto deadline = os::Deadline::after(command.deadline);
    const auto supervised = dump::supervise(
        [&](const dump::StageSink& sink) { examine(command, self, sink); }, deadline);
    if (!supervised) {
        host.errors(fmt::format("hangar: {}\n", supervised.error().message()));
        return not_all_read;
    }
    return deliver(*supervised, command, host);
}

}  // namespace hangar::cli
