// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <hangar/diag/os/process_birth.hpp>
#include <hangar/diag/reap/reaping.hpp>
#include <hangar/diag/reap/shared_memory.hpp>
#include <hangar/diag/reap/socket_files.hpp>
#include <hangar/harness/cli/reap_command.hpp>

namespace hangar::cli {
namespace {

using namespace std::chrono_literals;

constexpr int nothing_left = 0;
constexpr int not_gentle = 1;

// Between the clock of files and that of processes.
constexpr auto clock_slack = 1s;

struct Target {
    reap::ProcessScope scope;
    std::optional<os::ProcessId> since;  // what is older than this process is not concerned
};

Target run_target(const ReapCommand& command) {
    const reap::RunMembership run(command.run);
    Target target{reap::members(run), std::nullopt};
    if (run.id()) target.since = run.id()->runner;
    // Nobody can tell of a name that hangar did not give whether its run is over: the user says so.
    if (command.orphans && run.id() && !run.id()->is_over())
        target.scope = [] { return std::vector<os::ProcessId>(); };
    return target;
}

// Errors: ESRCH: there is no such parent.
os::Result<Target> target_of(const ReapCommand& command) {
    if (!command.run.empty()) return run_target(command);
    if (command.orphans) return Target{reap::orphans(), std::nullopt};
    if (!command.parent) return Target{[] { return std::vector<os::ProcessId>(); }, std::nullopt};
    const auto parent = os::identify(*command.parent);
    if (!parent) return tl::unexpected(parent.error());
    return Target{reap::descendants(*parent), *parent};
}

std::string_view text(reap::Fate fate) {
    switch (fate) {
        case reap::Fate::said:
            return "would be ended";
        case reap::Fate::ended:
            return "ended";
        case reap::Fate::killed:
            return "killed";
        case reap::Fate::survived:
            return "still there";
        case reap::Fate::left_alone:
            return "left alone: another user's";
    }
    return "";
}

std::string_view text(reap::Swept outcome) {
    switch (outcome) {
        case reap::Swept::removed:
            return "removed";
        case reap::Swept::removable:
            return "would be removed";
        case reap::Swept::in_use:
            return "in use";
        case reap::Swept::failed:
            return "not removed";
    }
    return "";
}

void print(const reap::Reaping& reaping, const run::Host& host) {
    for (const auto& each : reaping.processes)
        host.out(fmt::format("pid {} ({}): {}\n", each.id.pid, each.command, text(each.fate)));
    for (const auto& error : reaping.errors)
        host.errors(fmt::format("hangar: {}\n", error.message()));
}

void print(const reap::Sweep& sweep, const run::Host& host) {
    for (const auto& each : sweep.objects)
        host.out(fmt::format("{}: {}{}{}\n", each.name, text(each.outcome),
                             each.why.empty() ? "" : ": ", each.why));
    for (const auto& error : sweep.errors)
        host.errors(fmt::format("hangar: {}\n", error.message()));
}

// The socket files that the processes concerned have bound, wherever these are.
std::vector<reap::BoundFile> bound_now(const ReapCommand& command, const Target& target) {
    const auto processes = target.scope();
    if (!command.sockets || !processes) return {};
    return reap::bound_files_of(*processes).value_or(std::vector<reap::BoundFile>());
}

reap::Sweep sweep(const ReapCommand& command, const Target& target,
                  const std::vector<reap::BoundFile>& bound) {
    reap::SweepOptions options{std::nullopt, command.only_say};
    if (target.since) options.made_since = os::birth_of(*target.since) - clock_slack;
    reap::Sweep all;
    if (command.shared_memory) all.add(reap::sweep_shared_memory(options));
    if (!command.sockets) return all;
    all.add(reap::sweep_bound_files(bound, command.only_say));
    all.add(reap::sweep_socket_files(reap::hangar_socket_directories(), options));
    return all;
}

}  // namespace

std::string wrong_reap(const ReapCommand& command) {
    const bool of_runs = command.orphans || !command.run.empty();
    if (command.parent && of_runs) return "--parent goes with neither --orphans nor --run";
    if (command.processes && !command.parent && !of_runs)
        return "say whose processes: --parent PID, --orphans or --run ID; or --shm-only, "
               "--uds-only";
    return {};
}

int reap_processes(const ReapCommand& command, const run::Host& host) {
    const auto target = target_of(command);
    if (!target) {
        host.errors(fmt::format("hangar: {}\n", target.error().message()));
        return static_cast<int>(run::ExitStatus::usage);
    }
    const auto bound =
        command.processes ? bound_now(command, *target) : std::vector<reap::BoundFile>();
    reap::Reaping reaping;
    if (command.processes)
        reaping = reap::end_processes(target->scope, {command.grace, command.only_say});
    print(reaping, host);
    const auto swept = sweep(command, *target, bound);
    print(swept, host);
    if (command.only_say) return nothing_left;
    return reaping.gentle() && swept.complete() ? nothing_left : not_gentle;
}

}  // namespace hangar::cli
