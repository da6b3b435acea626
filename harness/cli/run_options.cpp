// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include <hangar/diag/os/proc_text.hpp>
#include <hangar/harness/cli/matrix_keys.hpp>
#include <hangar/harness/cli/option_kinds.hpp>
#include <hangar/harness/cli/run_options.hpp>

namespace hangar::cli {
namespace {

// What may differ from test to test.
void add_rules(CLI::App& app, run::TestRules& rules) {
    add_seconds(app, "--timeout", rules.timeout, Zero::refused, "end a test after S seconds (60)");
    add_seconds(app, "--slow", rules.slow, Zero::allowed,
                "say that a test is slow after S seconds (10)");
    add_seconds(app, "--grace", rules.grace, Zero::allowed, "between SIGTERM and SIGKILL (3)");
    add_choice<run::Leaks>(
        app, "--leaks", rules.leaks,
        {{"fail", run::Leaks::fail}, {"report", run::Leaks::report}, {"off", run::Leaks::off}},
        "what a surviving process makes of its test; it is ended anyway (fail)");
    add_choice<run::Deadlock>(app, "--deadlock", rules.deadlock,
                              {{"end", run::Deadlock::end},
                               {"report", run::Deadlock::report},
                               {"off", run::Deadlock::off}},
                              "what becomes of a test that is proven to be deadlocked (end)");
    app.add_option("--retries", rules.retries, "more attempts at a test that fails (0)")
        ->type_name("N")
        ->check(CLI::Range(0, 1000));
    add_choice<bool>(app, "--flaky", rules.flaky_fails, {{"pass", false}, {"fail", true}},
                     "what a test counts as that failed and then passed (pass)");
}

// A factor; or what a busy machine takes from a test is given back to it.
void add_time_scale(CLI::App& app, run::Options& options) {
    static constexpr double most = 1000;
    const auto number = [](const std::string& text) {
        char* end = nullptr;
        const double value = std::strtod(text.c_str(), &end);
        return !text.empty() && *end == '\0' && value > 0 && value <= most ? value : 0;
    };
    app.add_option_function<std::string>(
           "--timeout-scale",
           [&options, number](const std::string& text) {
               options.stretches_timeouts = text == "auto";
               options.time_scale = text == "auto" ? 1 : number(text);
           },
           "multiply --timeout, --slow and --grace; auto: stretch timeouts on a busy machine (1)")
        ->type_name("X|auto")
        ->check([number](const std::string& text) {
            return text == "auto" || number(text) > 0
                       ? std::string()
                       : fmt::format("'{}' is neither auto nor a factor from 0 to {}", text, most);
        });
}

void add_execution(CLI::App& app, run::Options& options) {
    app.add_option("-j,--jobs", options.jobs, "tests at a time (default: the processors)")
        ->type_name("N")
        ->check(CLI::Range(1, 10'000));
    add_seconds(app, "--listing-timeout", options.listing_timeout, Zero::refused,
                "end a program that lists its tests after S seconds (15)");
    add_time_scale(app, options);
    app.add_option_function<std::string>(
           "--debugger", [&options](const std::string&) { options.debugger = true; },
           "run each test under a debugger, on the terminal, without a timeout")
        ->check(CLI::IsMember(std::vector<std::string>{"gdb"}));
    add_choice<run::Isolation>(app, "--isolation", options.isolation,
                               {{"test", run::Isolation::test},
                                {"suite", run::Isolation::suite},
                                {"binary", run::Isolation::binary}},
                               "one process per test, suite or binary (test)");
    add_choice<run::LauncherKind>(app, "--launcher", options.launcher,
                                  {{"auto", run::LauncherKind::automatic},
                                   {"exec", run::LauncherKind::exec},
                                   {"forkserver", run::LauncherKind::forkserver}},
                                  "how test processes come up (auto)");
    app.add_flag("-v,--verbose", options.verbose, "say what was decided, and why");
    app.add_flag_callback(
        "--no-capture", [&options] { options.capture_output = false; },
        "tests write to the terminal, one at a time");
}

// The parser takes -1 for the largest number there is.
std::string wrong_seed(const std::string& text) {
    return os::parse_number<std::uint64_t>(text)
               ? std::string()
               : fmt::format("'{}' is no number from 0 to 2^64 - 1", text);
}

void add_rounds(CLI::App& app, run::Options& options) {
    constexpr int many = 1'000'000'000;
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
    app.add_option_function<std::string>(
           "--seed",
           [&options](const std::string& seed) {
               options.seed = os::parse_number<std::uint64_t>(seed);
               options.shuffle = true;
           },
           "the seed of --shuffle, which it implies")
        ->type_name("N")
        ->check(&wrong_seed);
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
        ->type_name("slice:I/N|hash:I/N|time:I/N")
        ->check([](const std::string& share) {
            return run::parse_partition(share)
                       ? std::string()
                       : fmt::format("'{}' is no share: slice:1/2, hash:2/2, time:1/3", share);
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
    app.add_option("--config", options.config, "options for a project (hangar.toml here or above)")
        ->type_name("FILE");
    app.add_option("--profile", options.profile, "more options, of this name in that file")
        ->type_name("NAME");
    app.add_option_function<std::string>(
           "--history",
           [&options](const std::string& file) { options.history = file == "off" ? "" : file; },
           "where durations are remembered (the user's cache)")
        ->type_name("FILE|off");
    app.add_flag("--json", options.json,
                 "the events on standard output, for programs; for people, the standard error");
    add_choice<report::Progress>(app, "--progress", options.progress,
                                 {{"auto", report::Progress::automatic},
                                  {"bar", report::Progress::bar},
                                  {"plain", report::Progress::plain},
                                  {"none", report::Progress::none}},
                                 "a bar, a line a test, or the end alone (auto)");
}

void add_options(CLI::App& app, run::Options& options) {
    add_selection(app, options);
    add_execution(app, options);
    add_rules(app, options.rules);
    add_rounds(app, options);
    add_reporting(app, options);
}

// As a file names options.
std::string without_dashes(const std::string& text) {
    return text.starts_with("--") ? text.substr(2) : text;
}

// Of this name, without dashes, and nothing else: what is wrong with its value.
std::string set_one(CLI::App& app, const std::string& name, const std::string& value) {
    try {
        app.parse(std::vector<std::string>{"--" + name + '=' + value});
    } catch (const CLI::ParseError& error) {
        return without_dashes(error.what());
    }
    return {};
}

// Nobody is in a hurry there, and whoever stops at a breakpoint is not deadlocked.
void prepare_for_debugger(run::Options& options) {
    constexpr auto for_ever = std::chrono::hours(24 * 365);
    options.capture_output = false;
    options.overrides.clear();
    options.rules.timeout = options.rules.slow = for_ever;
    options.rules.deadlock = run::Deadlock::off;
    options.rules.leaks = run::Leaks::off;
    options.rules.retries = 0;
    options.time_scale = 1;
}

// Of several rounds, the first would count.
bool repeats_itself(const std::string& argument) {
    return argument.starts_with("--gtest_repeat");
}

std::optional<std::string> missing(const run::Options& options) {
    if (options.binaries.empty() && !options.rerun_failed) return "BINARY is required";
    if (std::ranges::find(options.binaries, std::string()) != options.binaries.end())
        return "a BINARY has no name";
    if (options.out.empty()) return "--out has no value";
    return std::nullopt;
}

std::optional<std::string> contradiction(const run::Options& options) {
    if (options.json && !options.capture_output)
        return "--json excludes --no-capture: tests would write into it";
    if (options.debugger && options.json)
        return "--debugger excludes --json: the debugger writes into it";
    if (options.debugger && options.isolation != run::Isolation::test)
        return "--debugger excludes --isolation=suite|binary: it runs one test at a time";
    if (options.isolation != run::Isolation::test && !options.capture_output)
        return "--isolation=suite|binary excludes --no-capture: the output tells which test runs";
    if (options.isolation != run::Isolation::test &&
        std::ranges::any_of(options.arguments, repeats_itself))
        return "--isolation=suite|binary excludes --gtest_repeat; --repeat=N repeats them";
    return std::nullopt;
}

}  // namespace

CLI::App* add_run(CLI::App& app, run::Options& options) {
    auto* run = app.add_subcommand("run", "run the tests of GoogleTest binaries");
    run->footer("What follows -- is handed to each binary.");
    run->add_option("BINARY", options.binaries, "a GoogleTest program, linked with hangar or not");
    add_options(*run, options);
    return run;
}

run::RuleOverride given_rules(const CLI::App& run, const run::TestRules& rules) {
    run::RuleOverride given;
    given.values = rules;
    for (const auto* option : run.get_options())
        for (const auto& name : option->get_lnames())
            if (option->count() > 0 && run::RuleOverride::knows(name)) given.take(name);
    return given;
}

std::optional<std::string> complete(run::Options& options) {
    if (auto wrong = missing(options)) return wrong;
    if (auto wrong = wrong_matrix_key(options)) return wrong;
    if (auto wrong = contradiction(options)) return wrong;
    if (options.debugger) prepare_for_debugger(options);
    if (!options.capture_output) options.jobs = 1;
    if (options.until_fail && options.max_fail == 0) options.max_fail = 1;
    return std::nullopt;
}

std::string set_run_option(run::Options& options, const std::string& name,
                           const std::string& value) {
    CLI::App app;
    add_options(app, options);
    auto wrong = set_one(app, name, value);
    if (!wrong.empty() || !takes_list(name)) return wrong;
    return without_dashes(wrong_matrix_key(options).value_or(""));
}

bool takes_list(std::string_view name) {
    return name == "spawn-backend" || name == "capture" || name == "transport";
}

std::vector<std::string> run_option_names() {
    run::Options none;
    CLI::App app;
    add_options(app, none);
    std::vector<std::string> names;
    for (const auto* option : app.get_options())
        for (const auto& name : option->get_lnames())
            if (name != "help" && name != "config" && name != "profile") names.push_back(name);
    return names;
}

std::string set_rule(run::TestRules& rules, const std::string& name, const std::string& value) {
    CLI::App app;
    add_rules(app, rules);
    app.add_option("--group", rules.group);
    app.add_option("--slots", rules.slots)->check(CLI::Range(1, 10'000));
    return set_one(app, name, value);
}

}  // namespace hangar::cli
