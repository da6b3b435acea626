// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <limits>

#include <hangar/diag/os/proc_status.hpp>
#include <hangar/diag/os/proc_text.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/harness/events/wall_clock.hpp>
#include <hangar/harness/report/github.hpp>
#include <hangar/harness/run/batching.hpp>
#include <hangar/harness/run/rerun_command.hpp>
#include <hangar/harness/run/screen.hpp>
#include <hangar/harness/run/session.hpp>
#include <hangar/harness/run/version.hpp>

namespace hangar::run {
namespace {

using namespace std::chrono_literals;

Variables shared_variables(const Options& options, const Host& host, const std::string& run_id) {
    Variables shared{{"HANGAR", "1"}, {"HANGAR_RUN_ID", run_id}};
    std::error_code failed;
    const auto examiner = std::filesystem::canonical(host.examiner, failed);
    if (!failed) shared["HANGAR_PROGRAM"] = examiner.string();
    if (!options.spawn_backends.empty()) shared["HANGAR_SPAWN_BACKEND"] = options.spawn_backends;
    if (!options.captures.empty()) shared["HANGAR_CAPTURE"] = options.captures;
    if (!options.transports.empty()) shared["HANGAR_TRANSPORT"] = options.transports;
    if (options.stackscope) shared["HANGAR_ENABLE_STACKSCOPE"] = "1";
    if (options.shuffle && options.isolation != Isolation::test) {
        // GoogleTest orders those of a process; of its seeds, 0 is the time.
        shared["GTEST_SHUFFLE"] = "1";
        shared["GTEST_RANDOM_SEED"] = std::to_string(options.seed.value_or(0) % 99'999 + 1);
    }
    return shared;
}

// The program of this name; empty if there is none.
std::string find_in_path(const std::string& name, std::string_view path) {
    while (!path.empty()) {
        const std::string file = std::string(os::cut(path, ':')) + '/' + name;
        std::error_code failed;
        const auto about = std::filesystem::status(file, failed);
        const auto may_run = std::filesystem::perms::owner_exec;
        const bool is_file = !failed && std::filesystem::is_regular_file(about);
        if (is_file && (about.permissions() & may_run) != std::filesystem::perms::none) return file;
    }
    return {};
}

bool by_time(const Options& options) {
    return options.partition && options.partition->by == Partition::By::time;
}

// The longest first, so that none is left alone at the end; before them what nobody knows.
void slowest_first(std::vector<Batch>& batches) {
    const auto expected = [](const Batch& batch) {
        double sum = 0;
        for (const Job& job : batch)
            sum += job.test->expected ? job.test->expected->count()
                                      : std::numeric_limits<double>::infinity();
        return sum;
    };
    std::ranges::stable_sort(batches, std::greater(), expected);
}

}  // namespace

os::SignalSet run_signals() {
    os::SignalSet heeded{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGUSR1};
    const auto dir = os::ProcDir::open(os::this_process().pid);
    const auto status = dir ? os::read_status(*dir) : tl::unexpected(dir.error());
    for (const int signal : {SIGINT, SIGHUP, SIGQUIT, SIGTSTP})
        if (status && status->ignored.contains(signal)) heeded.remove(signal);
    return heeded;
}

Session::Session(const Options& options, const Host& host, const reap::RunId& id, Launcher launcher,
                 Shard shard, const FailedBefore* earlier)
    : options_(options),
      host_(host),
      launcher_(std::move(launcher)),
      run_id_(id),
      environment_(host.environment, shared_variables(options, host, id.text())),
      services_{options_, launcher_, environment_,   orphans_,      leftovers_,  reports_,
                {},       id.text(), id.first_tag(), host.examiner, host.wait_of},
      selector_(options, host.environment, std::move(shard), earlier),
      rules_(options.rules, options.overrides, options.time_scale),
      history_(options.history ? *options.history : history_in_cache(host.environment)),
      programs_(name_programs(options.binaries)),
      listings_(programs_.size()) {
    if (options.shuffle) seed_ = options.seed;
}

os::Status Session::post_guardian() {
    auto guardian = Guardian::start(run_id_);
    if (!guardian) return tl::unexpected(guardian.error());
    orphans_.launched(guardian->pid());
    guardian_.emplace(std::move(*guardian));
    return {};
}

runtime::Task<int> Session::run() {
    runtime::SignalStream signals(run_signals());
    co_await list_programs(signals);
    if (interrupted_by_ != 0) co_return 128 + interrupted_by_;
    if (const auto status = complain_of_unusable()) co_return static_cast<int>(*status);
    choose_tests();
    if (options_.debugger) services_.debugger = find_in_path("gdb", variable("PATH"));
    if (options_.debugger && services_.debugger.empty())
        co_return complain("--debugger: there is no gdb in PATH", ExitStatus::usage);
    if (options_.list) co_return print_list();
    auto folder = RunFolder::open(options_.out);
    if (!folder) co_return complain("--out: " + folder.error().message(), ExitStatus::usage);
    if (const auto made = folder->prepare(programs_); !made)
        co_return complain("--out: " + made.error().message(), ExitStatus::usage);
    co_return co_await run_tests(signals, std::move(*folder));
}

void Session::choose_tests() {
    for (std::size_t i = 0; i < programs_.size(); ++i)
        if (const auto* list = std::get_if<TestList>(&listings_[i]))
            selector_.select(*list, programs_[i]);
    if (order_is_free() || by_time(options_)) history_.expect(programs_);
    if (options_.partition) keep_share(programs_, *options_.partition);
}

// One at a time, and where a seed decides, tests run in the order that was asked for.
bool Session::order_is_free() const {
    return options_.jobs > 1 && !seed_;
}

runtime::Task<int> Session::run_tests(runtime::SignalStream& signals, RunFolder folder) {
    const auto started = events::wall_now();
    services_.folder = folder.path();
    auto journal = report::JournalWriter::create(folder.path() + "/events.jsonl");
    if (!journal) co_return complain(journal.error().message(), ExitStatus::internal_error);
    Screen screen(options_, host_);
    const auto print = [&](std::string_view lines) { screen.print(lines); };
    report::Console console(screen.progress(), folder.path(), print, rerun_text());
    report::GithubAnnotations annotations(variable("GITHUB_WORKSPACE"), print);
    Reporters reporters(std::move(*journal), console, folder.path(), options_.rules.leaks);
    reporters.add(screen.sink());
    if (!variable("GITHUB_ACTIONS").empty()) reporters.add(annotations);
    if (options_.json) reporters.stream_to(host_.out);
    announce(reporters);

    TestLauncher tests(services_, [&](const std::string& line) { screen.print_aside(line); });
    services_.tests = &tests;
    say_launchers(tests);
    Dispatcher dispatcher(services_, reporters,
                          [&](const std::string& line) { screen.print_aside(line + '\n'); });
    dispatcher.before_stop = [&] { screen.leave(); };
    dispatcher.after_stop = [&] { screen.enter(); };
    dispatcher.on_abort = [&] {
        screen.leave();
        std::_Exit(reporters.close(dispatcher.interrupted_by(), started));
    };
    auto body = [&](runtime::Nursery& nursery) -> runtime::Task<void> {
        auto heed = [&] { return dispatcher.heed_signals(signals); };
        nursery.start_soon(heed, "signals");
        auto keep = [&] { return screen.keep([&] { dispatcher.tell_what_runs(); }); };
        nursery.start_soon(keep, "screen");
        auto all = schedule();
        co_await dispatcher.run(std::move(all));
        tests.end_servers();
        co_await end_strays(reporters);
        nursery.cancel("every test is over");
    };
    auto joined = runtime::with_nursery(body);
    co_await std::move(joined);
    screen.leave();
    if (dispatcher.interrupted_by() == 0 && reporters.nothing_ran())
        host_.errors("hangar: no test ran\n");
    remember(reporters);
    co_return reporters.close(dispatcher.interrupted_by(), started);
}

std::string Session::variable(std::string_view name) const {
    const auto found = host_.environment.find(name);
    return found != host_.environment.end() ? found->second : std::string();
}

report::Console::Rerun Session::rerun_text() const {
    return [this](const std::string& path, const std::string& test) {
        return rerun_command(options_, path, test);
    };
}

runtime::Task<void> Session::end_strays(Reporters& reporters) {
    auto living = orphans_.living();
    const bool settled = co_await all_ended(living, 100ms);
    const auto strays = describe_living(living);
    for (int round = 0; round < 50 && !living.empty(); ++round) {
        for (const auto& process : living) static_cast<void>(process.signal(SIGKILL));
        co_await all_ended(living, 2s);
        living = orphans_.living();
    }
    name_strays(settled ? std::vector<events::LeakedProcess>() : strays, reporters);
}

void Session::name_strays(std::vector<events::LeakedProcess> processes, Reporters& reporters) {
    if (options_.rules.leaks == Leaks::off) return;
    for (auto& path : leftovers_.unclaimed()) processes.push_back({0, {}, std::move(path)});
    if (!processes.empty()) reporters.tell(events::StraysEnded{std::move(processes)});
}

void Session::announce(Reporters& reporters) const {
    reporters.tell(events::RunStarted{run_id_.text(), version, options_.command, seed_});
    for (std::size_t i = 0; i < programs_.size(); ++i) reporters.tell(listed(i));
}

void Session::say_launchers(TestLauncher& tests) const {
    for (const auto& program : programs_)
        if (!program.tests.empty())
            if (const auto text = describe(tests.choice(program), options_, program); !text.empty())
                host_.errors(text);
}

// What the shares are cut by stays until all of them have run.
void Session::remember(Reporters& reporters) const {
    if (by_time(options_)) return;
    if (const auto kept = history_.remember(reporters.record()); !kept)
        host_.errors("hangar: durations are not remembered: " + kept.error().message() + '\n');
}

Schedule Session::schedule() {
    std::vector<Job> all;
    for (const auto& program : programs_)
        for (const auto& test : program.tests) {
            auto& job = all.emplace_back();
            job.program = &program;
            job.test = &test;
            job.rules = &rules_.rules_of(program.name, test.info.name);
        }
    auto batches = make_batches(std::move(all), options_.isolation);
    if (order_is_free()) slowest_first(batches);
    const bool for_ever = options_.until_fail && options_.repeat == 1;
    return {std::move(batches),
            {.rounds = for_ever ? std::numeric_limits<int>::max() : options_.repeat,
             .seed = seed_,
             .slots = options_.jobs,
             .groups = options_.groups}};
}

int Session::complain(const std::string& message, ExitStatus status) const {
    host_.errors("hangar: " + message + '\n');
    return static_cast<int>(status);
}

}  // namespace hangar::run
