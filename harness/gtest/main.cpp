// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdio>
#include <cstdlib>
#include <hangar/backends/actor/child_main.hpp>
#include <hangar/backends/actor/log.hpp>
#include <hangar/backends/actor/stackscope.hpp>
#include <hangar/backends/spawn/child_reset.hpp>
#include <hangar/diag/os/signal_handler.hpp>
#include <hangar/harness/gtest/flags.hpp>
#include <hangar/harness/gtest/launch_fitness.hpp>
#include <hangar/harness/gtest/lone_test.hpp>
#include <hangar/harness/gtest/main.hpp>
#include <hangar/harness/gtest/marker_table.hpp>
#include <hangar/harness/gtest/pass_report.hpp>
#include <hangar/harness/gtest/session_watch.hpp>
#include <hangar/harness/gtest/test_listener.hpp>
#include <hangar/harness/gtest/test_server.hpp>

namespace hangar {
namespace {

// Set before GoogleTest asks for the instances of parametrised suites, and not changed after.
Selection& selection() {
    static Selection chosen;
    return chosen;
}

int usage_failure(const UsageError& error) {
    fmt::print(stderr, "hangar: {}\n", error.message);
    return usage_status;
}

// Our flags come out of argv and into the environment: what is executed again (a death test, an
// actor of the exec backend) must make the same choice, and gets its arguments from us.
Usage<void> take_flags(int& argc, char** argv) {
    const auto flags = Flags::take(argc, argv, process_environment);
    if (!flags) return tl::unexpected(flags.error());
    const auto chosen = Selection::from(flags->selection, built_in_keys());
    if (!chosen) return tl::unexpected(chosen.error());
    const auto levels = actor::LogLevels::parse(flags->log_level);
    if (!levels) return usage_error("--log-level: " + levels.error().message());
    actor::set_log_levels(*levels);
    selection() = *chosen;
    if (flags->help) fmt::print("{}", flags_help(built_in_keys()));
    flags->export_to_environment();
    return {};
}

Usage<void> enable_stackscope() {
    const auto options = actor::stackscope_of_environment();
    if (!options) return {};
    const auto enabled = actor::enable_stackscope(*options);
    if (!enabled) return usage_error("--enable-stackscope: " + enabled.error().message());
    return {};
}

Usage<void> check_program(int argc, char** argv) {
    if (const auto misspelt = misspelt_flag(argc, argv)) return tl::unexpected(*misspelt);
    return declared_markers().check(registered_tests(), built_in_keys());
}

// And it goes: a program that a test executes is not to write to the runner's files.
std::string take_variable(const char* name) {
    std::string value = process_environment(name);
    ::unsetenv(name);
    return value;
}

RunnersCaptureFiles capture_files(ServedFiles& served) {
    return {take_variable(launch::captured_out_variable),
            take_variable(launch::captured_err_variable), std::move(served.captured_out),
            std::move(served.captured_err)};
}

ResultNotes result_notes(ServedFiles& served) {
    const std::string path = take_variable(launch::notes_variable);
    return served.notes ? ResultNotes(std::move(served.notes)) : ResultNotes::open(path);
}

void append_listener(ServedFiles served) {
    const bool under_runner = process_environment("HANGAR") == "1";
    // Before the other one, whose capture is over when this one is told of a test's end.
    testing::UnitTest::GetInstance()->listeners().Append(
        new SessionWatch(session_watch_options(under_runner)));
    ListenerOptions options{current_selection(), under_runner, capture_files(served),
                            result_notes(served)};
    testing::UnitTest::GetInstance()->listeners().Append(
        new TestListener(std::move(options), declared_markers(), built_in_keys()));
}

// From here on this is the process of one test; what it is about only the order says.
void be_ordered(const launch::TestOrder& order) {
    GTEST_FLAG_SET(filter, order.filter);
    forget_other_tests(order.filter);
    PassReport::install();
}

}  // namespace

const Selection& current_selection() {
    return selection();
}

int run_tests(int argc, char** argv, MainKind main) {
    if (const auto status = actor::run_child_role()) return *status;
    auto server = TestServer::asked(argc, argv);
    spawn::on_child_reset(reset_capture_in_child);
    // By lines also into a file: a crash loses less, and a fork duplicates less.
    std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
    os::ensure_alternate_stack();
    if (const auto taken = take_flags(argc, argv); !taken) return usage_failure(taken.error());
    testing::InitGoogleMock(&argc, argv);
    if (const auto sound = check_program(argc, argv); !sound) return usage_failure(sound.error());
    if (GTEST_FLAG_GET(list_tests)) note_fitness(main);
    ServedFiles files;
    if (server) {
        be_ordered(server->serve());
        files = server->take_files();
    }
    if (const auto on = enable_stackscope(); !on) return usage_failure(on.error());
    append_listener(std::move(files));
    return RUN_ALL_TESTS();
}

}  // namespace hangar
