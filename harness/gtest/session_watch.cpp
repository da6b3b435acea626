// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <cstdio>
#include <hangar/diag/os/pidfd.hpp>
#include <hangar/diag/reap/own_leftovers.hpp>
#include <hangar/diag/resources/counts.hpp>
#include <hangar/harness/gtest/examined_stack.hpp>
#include <hangar/harness/gtest/flags.hpp>
#include <hangar/harness/gtest/session_watch.hpp>
#include <hangar/harness/gtest/test_name.hpp>
#include <thread>

namespace hangar {
namespace {

constexpr std::chrono::seconds stack_limit{5};

void say(const std::string& text) {
    fmt::print("hangar: {}", text);
    std::fflush(stdout);
}

bool kill(const os::ProcessId& id) {
    const auto process = os::Pidfd::open(id);
    return process && process->signal(SIGKILL);
}

// Where it is: a line a frame; or why that cannot be told.
std::string stack_text(const reap::Runaway& runaway) {
    const auto lines = examined_stack(runaway.id, runaway.thread, os::Deadline::after(stack_limit));
    if (!lines)
        return fmt::format("    its stack could not be read: {}\n", lines.error().message());
    std::string text;
    for (const std::string& line : *lines) text += fmt::format("    {}\n", line);
    return text;
}

}  // namespace

SessionWatchOptions session_watch_options(bool under_runner) {
    using Table = SessionWatchOptions::Table;
    SessionWatchOptions options;
    options.under_runner = under_runner;
    options.kill_runaways = process_environment("HANGAR_KILL_RUNAWAYS") == "1";
    const std::string table = process_environment("HANGAR_TREND");
    if (table == "always") options.table = Table::always;
    if (table == "never") options.table = Table::never;
    return options;
}

// One test is no trend.
bool SessionWatch::follows_trend(const testing::UnitTest& program) const {
    using Table = SessionWatchOptions::Table;
    if (options_.table != Table::if_accumulating) return options_.table == Table::always;
    return program.test_to_run_count() > 1 || GTEST_FLAG_GET(repeat) != 1;
}

void SessionWatch::OnTestProgramStart(const testing::UnitTest& program) {
    auto children = diag::own_children();
    if (!children) return;
    before_ = *std::move(children);
    measures_ = follows_trend(program);
    if (!measures_) return;
    if (const auto levels = diag::measure_resources(before_)) trend_.begin(*levels);
}

void SessionWatch::OnTestEnd(const testing::TestInfo& test) {
    const auto children = diag::own_children();
    if (!children) return;
    const std::string name = full_name(test);
    if (measures_) measure(*children, name);
    note_children(*children, name);
    if (!left_.empty()) look_for_runaways();
}

void SessionWatch::measure(const std::vector<os::ProcessId>& children, const std::string& test) {
    if (const auto levels = diag::measure_resources(children)) trend_.add(test, *levels);
}

void SessionWatch::note_children(const std::vector<os::ProcessId>& children,
                                 const std::string& test) {
    std::erase_if(left_, [](const auto& each) { return !os::is_running(each.first); });
    for (const auto& id : children) {
        const bool old = std::ranges::find(before_, id) != before_.end();
        if (!old && !left_.contains(id) && os::is_running(id)) left_[id] = test;
    }
}

void SessionWatch::look_for_runaways() {
    std::vector<os::ProcessId> processes;
    for (const auto& [id, test] : left_) processes.push_back(id);
    for (const auto& runaway : runaways_.sample(processes)) {
        const std::string stack = stack_text(runaway);  // while it is there to be read
        const bool killed = options_.kill_runaways && kill(runaway.id);
        say(
            fmt::format("runaway: pid {} ({}), thread {}, keeps a processor busy though its test, "
                        "{}, is over{}\n{}",
                        runaway.id.pid, runaway.command, runaway.thread, left_[runaway.id],
                        killed ? "; it is killed" : "", stack));
    }
}

void SessionWatch::reap_the_rest() {
    const auto children = reap::children_since(before_);
    if (!children || children->empty()) return;
    note_children(*children, "the program");
    if (!left_.empty()) {  // the second sample of what the last test left
        std::this_thread::sleep_for(reap::RunawayDetector::least_interval);
        look_for_runaways();
    }
    for (const auto& [id, test] : left_) say(fmt::format("pid {} outlived {}\n", id.pid, test));
    if (options_.under_runner) return;
    const auto taken = reap::take_leftovers(*children, {});
    if (taken.any()) say("what the tests left behind\n" + taken.text());
}

void SessionWatch::print_trend() const {
    using Table = SessionWatchOptions::Table;
    const bool wanted = options_.table == Table::always ||
                        (options_.table == Table::if_accumulating && trend_.accumulates());
    if (wanted) say("resources after each test\n" + trend_.table());
}

void SessionWatch::OnTestProgramEnd(const testing::UnitTest&) {
    reap_the_rest();
    print_trend();
}

}  // namespace hangar
