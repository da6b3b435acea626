// SPDX-License-Identifier: Apache-2.0
// The one file that includes CLI11: it costs as much to compile as a dozen others.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <thread>

#include <hangar/diag/os/proc_text.hpp>
#include <hangar/harness/cli/command_line.hpp>
#include <hangar/harness/cli/matrix_keys.hpp>
#include <hangar/harness/run/version.hpp>

namespace hangar::cli {
namespace {

// From above 0, or from 0, to a day.
std::string wrong_seconds(const std::string& text, bool may_be_zero) {
    constexpr double a_day = 86400;
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    const bool is_number = !text.empty() && *end == '\0';
    if (is_number && (value > 0 || (may_be_zero && value == 0)) && value <= a_day) return {};
    return fmt::format("'{}' is no number of seconds {} 0 and at most a day", text,
                       may_be_zero ? "from" : "above");
}

std::string wrong_pid(const std::string& text) {
    const auto pid = os::parse_number<pid_t>(text);
    return pid && *pid > 0 ? std::string() : fmt::format("'{}' is no process id", text);
}

enum class Zero { allowed, refused };

void add_seconds(CLI::App& app, const std::string& name, os::Duration& into, Zero zero,
                 const std::string& help) {
    const auto set = [&into](const double& value) {
        into = std::chrono::duration_cast<os::Duration>(std::chrono::duration<double>(value));
    };
    app.add_option_function<double>(name, set, help)
        ->type_name("S")
        ->check(
            [zero](const std::string& text) { return wrong_seconds(text, zero == Zero::allowed); });
}

template <class Enum>
void add_choice(CLI::App& app, const std::string& name, Enum& into,
                const std::vector<std::pair<std::string, Enum>>& choices, const std::string& help) {
    std::vector<std::string> names;
    for (const auto& [choice, value] : choices) names.push_back(choice);
    app.add_option_function<std::string>(
           name,
           [&into, choices](const std::string& chosen) {
               for (const auto& [choice, value] : choices)
                   if (choice == chosen) into = value;
           },
           help)
        ->check(CLI::IsMember(names));
}

void add_execution(CLI::App& app, run::Options& options) {
    app.add_option("-j", options.jobs, "tests at a time (default: the processors)")
        ->type_name("N")
        ->check(CLI::Range(1, 10'000));
    add_seconds(app, "--timeout", options.timeout, Zero::refused,
                "end a test after S seconds (60)");
    add_seconds(app, "--slow", options.slow, Zero::allowed,
                "say that a test is slow after S seconds (10)");
    add_seconds(app, "--grace", options.grace, Zero::allowed, "between SIGTERM and SIGKILL (3)");
    add_seconds(app, "--listing-timeout", options.listing_timeout, Zero::refused,
                "end a program that lists its tests after S seconds (15)");
    add_choice<run::Leaks>(
        app, "--leaks", options.leaks,
        {{"fail", run::Leaks::fail}, {"report", run::Leaks::report}, {"off", run::Leaks::off}},
        "what a surviving process makes of its test; it is ended anyway (fail)");
    add_choice<run::Deadlock>(app, "--deadlock", options.deadlock,
                              {{"end", run::Deadlock::end},
                               {"report", run::Deadlock::report},
                               {"off", run::Deadlock::off}},
                              "what becomes of a test that is proven to be deadlocked (end)");
    app.add_flag_callback(
        "--no-capture",
        [&options] {
            options.capture_output = false;
            options.jobs = 1;
        },
        "tests write to the terminal, one at a time");
}

void add_attempts(CLI::App& app, run::Options& options) {
    constexpr int many = 1'000'000'000;
    app.add_option("--retries", options.retries, "more attempts at a test that fails (0)")
        ->type_name("N")
        ->check(CLI::Range(0, 1000));
    add_choice<bool>(app, "--flaky", options.flaky_fails, {{"pass", false}, {"fail", true}},
                     "what a test counts as that failed and then passed (pass)");
    app.add_option("--repeat", options.repeat, "run the tests N times (1)")
        ->type_name("N")
        ->check(CLI::Range(1, many));
    app.add_flag("--until-fail", options.until_fail,
                 "repeat until a test fails, at most --repeat times if that is given");
    auto* most =
        app.add_option("--max-fail", options.max_fail, "start no more tests after N failures")
            ->type_name("N")
            ->check(CLI::Range(1, many));
    app.add_flag_callback(
           "--fail-fast", [&options] { options.max_fail = 1; },
           "start no more tests after the first failure")
        ->excludes(most);
    app.add_flag("--shuffle", options.shuffle, "in an order that a seed decides");
    app.add_option_function<std::uint64_t>(
           "--seed",
           [&options](const std::uint64_t& seed) {
               options.seed = seed;
               options.shuffle = true;
           },
           "the seed of --shuffle, which it implies")
        ->type_name("N");
}

void add_selection(CLI::App& app, run::Options& options) {
    app.add_option("--filter", options.filter, "which tests, in GoogleTest's filter syntax")
        ->type_name("PATTERN");
    app.add_flag("--list", options.list, "print the tests that would run, and run none");
    app.add_option_function<std::string>(
           "--partition",
           [&options](const std::string& share) {
               options.partition = run::parse_partition(share);
           },
           "this machine's share")
        ->type_name("slice:I/N|hash:I/N")
        ->check([](const std::string& share) {
            return run::parse_partition(share)
                       ? std::string()
                       : fmt::format("'{}' is no share: slice:1/2, hash:2/2", share);
        });
    app.add_flag("--rerun-failed", options.rerun_failed,
                 "only what did not pass in the run that --out holds");
    app.add_option("--spawn-backend", options.spawn_backends,
                   "how actors come up: " + matrix_keys().backends)
        ->type_name("K,...|all");
    app.add_option("--capture", options.captures,
                   "capture inside a test: " + matrix_keys().captures)
        ->type_name("K,...|all");
    app.add_option("--transport", options.transports,
                   "what actors talk over: " + matrix_keys().transports)
        ->type_name("K,...|all");
    app.add_flag("--enable-stackscope", options.stackscope, "SIGUSR1 dumps the task tree");
}

void add_reporting(CLI::App& app, run::Options& options) {
    app.add_option("--out", options.out, "where everything is written (hangar-out)")
        ->type_name("DIR");
    app.add_flag("--json", options.json,
                 "the events on standard output, for programs; for people, the standard error");
    // Without a bar yet, "auto" is plain.
    add_choice<report::Progress>(app, "--progress", options.progress,
                                 {{"auto", report::Progress::plain},
                                  {"plain", report::Progress::plain},
                                  {"none", report::Progress::none}},
                                 "a line a test, or the end alone (auto)");
}

CLI::App* add_run(CLI::App& app, run::Options& options) {
    auto* run = app.add_subcommand("run", "run the tests of GoogleTest binaries");
    run->footer("What follows -- is handed to each binary.");
    run->add_option("BINARY", options.binaries, "a GoogleTest program, linked with hangar or not");
    add_selection(*run, options);
    add_execution(*run, options);
    add_attempts(*run, options);
    add_reporting(*run, options);
    return run;
}

CLI::App* add_tree(CLI::App& app, TreeCommand& command) {
    auto* tree = app.add_subcommand("tree", "the tasks of actors, whether or not they answer");
    tree->add_option("PID", command.pid, "the process; its descendants are read, too")
        ->required()
        ->check(&wrong_pid);
    tree->add_flag("--json", command.json, "as JSON (hangar.tasks/1)");
    return tree;
}

CLI::App* add_merge(CLI::App& app, MergeCommand& command) {
    auto* merge = app.add_subcommand("merge", "make one run of the shares of several machines");
    merge->add_option("DIR", command.folders, "a run's folder")->required();
    merge->add_option("--out", command.out, "where the whole run is written (hangar-out)")
        ->type_name("DIR");
    return merge;
}

// `dump` and `why` take the same options.
CLI::App* add_dump(CLI::App& app, const std::string& name, const std::string& help,
                   DumpCommand& command) {
    using Format = DumpCommand::Format;
    auto* dump = app.add_subcommand(name, help);
    dump->add_option("PID", command.pid, "the process; its descendants are read, too")
        ->required()
        ->check(&wrong_pid);
    dump->add_flag_callback(
        "--json", [&command] { command.format = Format::json; }, "as JSON (hangar.dump/1)");
    add_choice<Format>(*dump, "--graph", command.format,
                       {{"dot", Format::dot}, {"svg", Format::svg}},
                       "the relevant part of the wait-for graph, drawn");
    dump->add_option("--out", command.out, "leave everything in this folder, too")
        ->type_name("DIR");
    dump->add_flag("--only", command.only, "this process, not its descendants");
    dump->add_option_function<int>(
            "--sample-ms",
            [&command](const int& ms) { command.sample = std::chrono::milliseconds(ms); },
            "between the two samples (150)")
        ->type_name("N")
        ->check(CLI::Range(0, 60'000));
    add_seconds(*dump, "--deadline", command.deadline, Zero::refused,
                "the answer comes within S seconds (10)");
    add_choice<dump::Stop>(
        *dump, "--stop", command.stop,
        {{"never", dump::Stop::never}, {"running", dump::Stop::running}, {"all", dump::Stop::all}},
        "which threads may be stopped for a moment to read a stack (running)");
    dump->add_flag_callback(
        "--no-symbols", [&command] { command.symbols = false; }, "modules and offsets only");
    return dump;
}

CLI::App* add_reap(CLI::App& app, ReapCommand& command) {
    auto* reap = app.add_subcommand("reap", "end what a process or a run has left behind");
    reap->add_option("--parent", command.parent, "the descendants of this process")
        ->type_name("PID")
        ->check(&wrong_pid);
    reap->add_flag("--orphans", command.orphans, "what runs that are over have left");
    reap->add_option("--run", command.run, "what this run has started")->type_name("ID");
    add_seconds(*reap, "--grace", command.grace, Zero::allowed, "between SIGINT and SIGKILL (3)");
    reap->add_flag("--shm", command.shared_memory, "also remove shared memory that nobody uses");
    reap->add_flag("--uds", command.sockets, "also remove socket files that nobody uses");
    const auto only = [&command](bool ReapCommand::*sweep) {
        return [&command, sweep] {
            command.*sweep = true;
            command.processes = false;
        };
    };
    reap->add_flag_callback("--shm-only", only(&ReapCommand::shared_memory),
                            "no processes, only shared memory");
    reap->add_flag_callback("--uds-only", only(&ReapCommand::sockets),
                            "no processes, only socket files");
    reap->add_flag("-n", command.only_say, "only say what would be done");
    return reap;
}

CLI::App* add_zoo(CLI::App& app, ZooCommand& command) {
    auto* zoo = app.add_subcommand("zoo", "programs that hang on purpose, to try the tool on");
    zoo->require_subcommand(0, 1);
    zoo->add_subcommand("list", "who is there, and what mistake each makes");
    auto* run = zoo->add_subcommand("run", "run one, until Ctrl-C");
    run->add_option("NAME", command.name, "as in the list")->required();
    return zoo;
}

// Everything after the first "--" is for the binaries.
std::vector<std::string> split_off_arguments(std::vector<std::string>& ours) {
    const auto dashes = std::ranges::find(ours, "--");
    if (dashes == ours.end()) return {};
    std::vector<std::string> theirs(dashes + 1, ours.end());
    ours.erase(dashes, ours.end());
    return theirs;
}

// CLI11 would only say that a command is missing.
std::optional<PrintCommand> unknown_command(const CLI::App& app,
                                            const std::vector<std::string>& arguments) {
    if (arguments.empty() || arguments.front().starts_with('-')) return std::nullopt;
    std::vector<std::string> names;
    for (const auto* command : app.get_subcommands({})) {
        if (command->get_name() == arguments.front()) return std::nullopt;
        names.push_back(command->get_name());
    }
    return PrintCommand{fmt::format("hangar: there is no command '{}'; the commands are {}\n",
                                    arguments.front(), fmt::join(names, ", ")),
                        true};
}

Command checked(ReapCommand command) {
    if (const auto wrong = wrong_reap(command); !wrong.empty())
        return PrintCommand{"hangar: " + wrong + '\n', true};
    return command;
}

PrintCommand explain(const CLI::App& app, const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream errors;
    const bool is_error = app.exit(error, out, errors) != 0;
    return {is_error ? "hangar: " + errors.str() : out.str(), is_error};
}

// What programs ask for and nobody types: in no help.
std::optional<Command> hidden_command(const std::vector<std::string>& arguments) {
    const auto number = [&](std::size_t at) { return std::atoi(arguments[at].c_str()); };
    if (arguments.size() == 2 && arguments[0] == "guard") return GuardCommand{number(1)};
    if (arguments.size() == 4 && arguments[0] == "crash")
        return CrashCommand{number(1), number(2), number(3)};
    return std::nullopt;
}

Command checked(run::Options options) {
    if (auto wrong = wrong_matrix_key(options))
        return PrintCommand{"hangar: " + *wrong + '\n', true};
    if (options.binaries.empty() && !options.rerun_failed)
        return PrintCommand{"hangar: BINARY is required\n", true};
    if (options.json && !options.capture_output)
        return PrintCommand{"hangar: --json excludes --no-capture: tests would write into it\n",
                            true};
    if (!options.capture_output) options.jobs = 1;
    if (options.until_fail && options.max_fail == 0) options.max_fail = 1;
    return RunCommand{std::move(options)};
}

}  // namespace

Command parse_command_line(const std::vector<std::string>& arguments) {
    if (auto hidden = hidden_command(arguments)) return *std::move(hidden);
    run::Options options;
    ReportCommand report;
    options.jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    options.command = arguments;
    CLI::App app("hangar: every test ends; if it had to be ended, you are told why", "hangar");
    app.set_version_flag("--version", std::string("hangar ") + run::version);
    app.require_subcommand(1);
    const auto* run = add_run(app, options);
    auto* rebuild = app.add_subcommand("report", "rebuild the reports from a run's journal");
    rebuild->add_option("DIR", report.folder, "the run's folder")->required();

    MergeCommand merging;
    const auto* merge = add_merge(app, merging);

    DumpCommand dumping;
    const auto* dump = add_dump(app, "dump", "stacks, who waits for whom, and why", dumping);
    const auto* why = add_dump(app, "why", "the verdicts of a dump alone", dumping);

    TreeCommand showing;
    const auto* tree = add_tree(app, showing);
    ReapCommand reaping;
    const auto* reap = add_reap(app, reaping);

    ZooCommand visiting;
    const auto* zoo = add_zoo(app, visiting);

    if (auto unknown = unknown_command(app, arguments)) return *unknown;
    std::vector<std::string> ours = arguments;
    options.arguments = split_off_arguments(ours);
    std::ranges::reverse(ours);  // the order in which CLI11 takes them
    try {
        app.parse(ours);
    } catch (const CLI::ParseError& error) {
        return explain(app, error);
    }
    if (run->parsed()) return checked(std::move(options));
    if (merge->parsed()) return merging;
    if (tree->parsed()) return showing;
    if (zoo->parsed()) return visiting;
    dumping.verdicts_only = why->parsed();
    if (dump->parsed() || why->parsed()) return dumping;
    if (reap->parsed()) return checked(std::move(reaping));
    return report;
}

}  // namespace hangar::cli
