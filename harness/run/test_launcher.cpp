// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include <hangar/harness/run/batching.hpp>
#include <hangar/harness/run/test_launcher.hpp>

namespace hangar::run {
namespace {

constexpr int standard_input = 0;
constexpr int tolerated_deaths = 3;

std::vector<std::string> argument_list(const std::vector<Job*>& jobs, const Services& services,
                                       const AttemptFiles& files) {
    std::vector<std::string> arguments;
    if (!services.debugger.empty()) arguments = {services.debugger, "--quiet", "--args"};
    arguments.push_back(jobs.front()->program->path);
    const auto& own = services.options.arguments;
    arguments.insert(arguments.end(), own.begin(), own.end());
    arguments.push_back("--gtest_filter=" + filter_for(jobs));
    arguments.push_back(files.argument());
    if (jobs.size() > 1) arguments.emplace_back("--gtest_color=no");  // its lines are read
    return arguments;
}

bool is_server_lost(const os::Error& error) {
    return error.code == EPIPE || error.code == ETIMEDOUT || error.code == EPROTO;
}

}  // namespace

auto TestLauncher::serves(const Program& program) {
    return [&program](const Idle& each) { return each.program == &program; };
}

TestLauncher::Warm& TestLauncher::warm(const Program& program) {
    const auto [at, is_new] = programs_.try_emplace(&program);
    if (is_new) {
        at->second.choice = choose_launcher(services_.options, program);
        if (auto file = os::identify_path(program.path)) at->second.file = *file;
    }
    return at->second;
}

const LaunchChoice& TestLauncher::choice(const Program& program) {
    return warm(program).choice;
}

std::vector<std::string> TestLauncher::variables(const std::vector<Job*>& jobs,
                                                 const AttemptFiles& files) const {
    const Job& first = *jobs.front();
    std::vector<std::string> all = files.variables();
    all.push_back("HANGAR_TEST=" + name_for(jobs));
    all.push_back(fmt::format("HANGAR_ATTEMPT={}", first.attempt));
    all.push_back("HANGAR_DUMP_DIR=" + services_.folder + '/' + first.file("dumps", ""));
    return all;
}

runtime::Task<os::Result<LaunchedTest>> TestLauncher::launch(const std::vector<Job*>& jobs,
                                                             AttemptFiles& files,
                                                             os::ProcessTag tag,
                                                             std::function<bool()> wanted) {
    using Launched = os::Result<LaunchedTest>;
    const Program& program = *jobs.front()->program;
    launch::TestOrder order;
    order.tag = tag;
    order.runner = services_.launcher.runner();
    order.filter = filter_for(jobs);
    order.variables = variables(jobs, files);
    while (choice(program).by_fork_server && wanted()) {
        auto taking = take(program);
        auto server = co_await std::move(taking);
        if (!server || !wanted()) continue;
        const auto begun = os::Clock::now();
        auto forking = server->fork(order, files.descriptors());
        auto process = co_await std::move(forking);
        if (process) {
            warm(program).deaths = 0;
            files.use_report(server->report());
            LaunchedTest launched;
            launched.begun = begun;
            launched.process = std::move(*process);
            launched.server = std::move(server);
            co_return Launched(std::move(launched));
        }
        // One that is unharmed and cannot fork will not the next time, either.
        const bool for_good = !is_server_lost(process.error());
        const bool too_often = ++warm(program).deaths >= tolerated_deaths;
        if (for_good || too_often) give_up(program, process.error());
    }
    if (!wanted()) co_return Launched(tl::unexpected(os::Error{ECANCELED, "launch", program.path}));
    say_if_replaced(program);
    co_return execute(jobs, files, tag);
}

os::Result<LaunchedTest> TestLauncher::execute(const std::vector<Job*>& jobs, AttemptFiles& files,
                                               os::ProcessTag tag) const {
    const auto arguments = argument_list(jobs, services_, files);
    const auto environment = services_.environment.with(variables(jobs, files));
    const bool debugged = !services_.debugger.empty();
    const auto begun = os::Clock::now();
    const auto& path = debugged ? services_.debugger : jobs.front()->program->path;
    auto process = services_.launcher.launch({.path = path,
                                              .arguments = arguments,
                                              .environment = environment.data(),
                                              .input = debugged ? standard_input : -1,
                                              .output = files.output(),
                                              .errors = files.output(),
                                              .tag = tag,
                                              .own_group = !debugged});
    if (!process) return tl::unexpected(process.error());
    services_.orphans.launched(process->id().pid);
    LaunchedTest launched;
    launched.begun = begun;
    launched.process = std::move(*process);
    return launched;
}

// A warm one, or a new one; none: the program is not forked any more.
runtime::Task<std::unique_ptr<ForkServer>> TestLauncher::take(const Program& program) {
    const auto found = std::find_if(idle_.rbegin(), idle_.rend(), serves(program));
    if (found != idle_.rend()) {
        auto server = std::move(found->server);
        idle_.erase(std::next(found).base());
        co_return server;
    }
    auto starting = ForkServer::start(services_, program);
    auto started = co_await std::move(starting);
    if (started) co_return std::move(*started);
    give_up(program, started.error());
    co_return nullptr;
}

// Somebody builds while it runs. One that is gone says so itself.
void TestLauncher::say_if_replaced(const Program& program) {
    const auto now = os::identify_path(program.path);
    auto& file = warm(program).file;
    if (!now || !file || *now == *file) return;
    file = *now;
    say_("hangar: " + program.name +
         ": it was replaced while its tests run; those to come are the new one's\n");
}

void TestLauncher::give_up(const Program& program, const os::Error& why) {
    LaunchChoice& choice = warm(program).choice;
    if (!choice.by_fork_server) return;  // several find it out at the same time
    choice.by_fork_server = false;
    choice.reason = why.message();
    std::erase_if(idle_, serves(program));
    const bool asked = services_.options.launcher == LauncherKind::forkserver;
    if (program.preloads && !asked && !services_.options.verbose) return;  // it was but an attempt
    say_("hangar: " + program.name +
         ": each test is executed from here on: its fork server failed: " + choice.reason + '\n');
}

void TestLauncher::end_servers(const Program& program) {
    std::erase_if(idle_, serves(program));
}

void TestLauncher::give_back(const Program& program, std::unique_ptr<ForkServer> server) {
    if (!choice(program).by_fork_server) return;
    idle_.push_back({&program, std::move(server)});
    if (idle_.size() <= static_cast<std::size_t>(services_.options.jobs)) return;
    const auto other = std::ranges::find_if_not(idle_, serves(program));
    idle_.erase(other != idle_.end() ? other : idle_.begin());
}

}  // namespace hangar::run
