// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

#include <hangar/harness/cli/command_line.hpp>
#include <hangar/harness/cli/near_word.hpp>
#include <hangar/harness/cli/option_kinds.hpp>
#include <hangar/harness/cli/run_options.hpp>
#include <hangar/harness/run/version.hpp>

namespace hangar::cli {
namespace {

CLI::App* add_tree(CLI::App& app, TreeCommand& command) {
    auto* tree = app.add_subcommand("tree", "the tasks of actors, whether or not they answer");
    tree->add_option("PID", command.pid, "the process; its descendants are read, too")
        ->check(&wrong_pid);
    tree->add_option("--core", command.core, "a core file instead of a process")->type_name("FILE");
    tree->add_option("--exe", command.program, "the program that left the core file")
        ->type_name("FILE");
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

Command checked(Command command, const std::string& wrong) {
    if (wrong.empty()) return command;
    return PrintCommand{"hangar: " + wrong + '\n', true};
}

// Whoever types it means every test.
Command checked(run::Options options, run::RuleOverride given) {
    if (!options.overrides.empty() && !given.empty()) options.overrides.push_back(std::move(given));
    if (const auto wrong = complete(options)) return PrintCommand{"hangar: " + *wrong + '\n', true};
    return RunCommand{std::move(options)};
}

std::vector<std::string> reversed(const std::vector<std::string>& words) {
    return {words.rbegin(), words.rend()};
}

// "--timeot" -> "did you mean --timeout?\n"; empty for what is an option, or like none.
std::string meant_by(const std::string& argument, const CLI::App& command) {
    if (!argument.starts_with("--")) return {};
    const std::string typed = argument.substr(2, argument.find('=') - 2);
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options())
        std::ranges::copy(option->get_lnames(), std::back_inserter(names));
    if (std::ranges::find(names, typed) != names.end()) return {};
    const std::string near = near_word(typed, names);
    return near.empty() ? std::string() : fmt::format("did you mean --{}?\n", near);
}

PrintCommand explain(const CLI::App& app, const CLI::ParseError& error,
                     const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream errors;
    const bool is_error = app.exit(error, out, errors) != 0;
    const bool unknown = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
    if (unknown && !app.get_subcommands().empty())
        for (const auto& argument : arguments)
            errors << meant_by(argument, *app.get_subcommands().front());
    return {is_error ? "hangar: " + errors.str() : out.str(), is_error};
}

// "--filter=": the parser would take the next word for its value.
std::optional<Command> without_value(const std::vector<std::string>& arguments) {
    const auto found = std::ranges::find_if(
        arguments, [](const auto& each) { return each.starts_with("--") && each.ends_with('='); });
    if (found == arguments.end()) return std::nullopt;
    return PrintCommand{fmt::format("hangar: {} has no value\n", *found), true};
}

// What programs ask for and nobody types: in no help.
std::optional<Command> hidden_command(const std::vector<std::string>& arguments) {
    const auto number = [&](std::size_t at) { return std::atoi(arguments[at].c_str()); };
    if (arguments.size() == 2 && arguments[0] == "guard") return GuardCommand{number(1)};
    if (arguments.size() == 4 && arguments[0] == "crash")
        return CrashCommand{number(1), number(2), number(3)};
    return std::nullopt;
}

}  // namespace

run::Options default_options() {
    run::Options options;
    options.jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    return options;
}

Command parse_command_line(const std::vector<std::string>& arguments, run::Options options) {
    if (auto hidden = hidden_command(arguments)) return *std::move(hidden);
    ReportCommand report;
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
    if (auto incomplete = without_value(ours)) return *std::move(incomplete);
    try {
        app.parse(reversed(ours));  // the order in which CLI11 takes them
    } catch (const CLI::ParseError& error) {
        return explain(app, error, ours);
    }
    if (run->parsed()) return checked(std::move(options), given_rules(*run, options.rules));
    if (merge->parsed()) return merging;
    if (tree->parsed()) return checked(showing, wrong_tree(showing));
    if (zoo->parsed()) return visiting;
    dumping.verdicts_only = why->parsed();
    if (dump->parsed() || why->parsed()) return dumping;
    if (reap->parsed()) return checked(reaping, wrong_reap(reaping));
    return report;
}

}  // namespace hangar::cli
