// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include <hangar/harness/run/launch_choice.hpp>

namespace hangar::run {
namespace {

constexpr std::size_t worth_a_server = 4;
// Of one that is copied before its main, for each server: it saves less.
constexpr std::size_t worth_a_preloaded_one = 2;

std::size_t worth_servers(const Options& options, const Program& program) {
    const auto servers = static_cast<std::size_t>(options.jobs);
    return std::max(worth_a_server, program.preloads ? worth_a_preloaded_one * servers : 0);
}

// What a fork server cannot do, or would not pay for; empty: nothing.
std::string against(const Options& options, const Program& program) {
    if (options.isolation != Isolation::test) return "the tests of a process share it";
    if (options.debugger) return "a debugger executes its program";
    if (!options.capture_output) return "with --no-capture tests write to the terminal";
    if (!program.no_fork_server.empty()) return program.no_fork_server;
    if (options.launcher == LauncherKind::automatic && !program.no_automatic_one.empty())
        return program.no_automatic_one;
    const auto worth = worth_servers(options, program);
    if (options.launcher == LauncherKind::automatic && program.tests.size() < worth)
        return fmt::format("there are {} tests; a fork server pays from {} on",
                           program.tests.size(), worth);
    return {};
}

}  // namespace

LaunchChoice choose_launcher(const Options& options, const Program& program) {
    if (options.launcher == LauncherKind::exec) return {false, "asked for"};
    std::string objection = against(options, program);
    if (!objection.empty()) return {false, std::move(objection)};
    const char* how =
        program.preloads ? "it is copied before its main" : "it is linked with hangar";
    return {true, fmt::format("{} and has {} tests", how, program.tests.size())};
}

std::string describe(const LaunchChoice& choice, const Options& options, const Program& program) {
    const bool refused = options.launcher == LauncherKind::forkserver && !choice.by_fork_server;
    if (!options.verbose && !refused) return {};
    return fmt::format("hangar: {}: --launcher={}: {}\n", program.name,
                       choice.by_fork_server ? "forkserver" : "exec", choice.reason);
}

}  // namespace hangar::run
