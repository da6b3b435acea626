// SPDX-License-Identifier: Apache-2.0
// The runner killed at any moment: what had finished is known, and nothing of the run lives on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <regex>
#include <set>
#include <thread>

#include <hangar/diag/os/process_list.hpp>
#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;

// Some in every run of the tests; fifty for the record.
int moments() {
    const char* asked = std::getenv("HANGAR_KILL_MOMENTS");
    return asked == nullptr ? 8 : std::atoi(asked);
}

std::string text_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

// What only the processes of that run have: the variable that it was started with, or the number
// in the command of what its tests left behind, also of those without an environment.
std::set<std::string> processes_of(const HangarProcess& run, const std::string& mark) {
    std::set<std::string> found;
    const auto all = os::all_processes().value();
    for (const pid_t pid : all) {
        const std::string place = "/proc/" + std::to_string(pid) + '/';
        const std::string command = text_of(place + "cmdline");
        const bool has_variable = text_of(place + "environ").find(run.cache()) != std::string::npos;
        const bool is_marked = command.find(std::string("sleep\0", 6) + "300." + mark) == 0;
        if (has_variable || is_marked) found.insert(std::to_string(pid) + ' ' + command);
    }
    return found;
}

// Those that its screen says have ended, where their names are plain.
std::set<std::string> told_tests(const std::string& out) {
    static const std::regex line(
        R"(\n\[ *\d+/ *\d+\] [A-Z-]+ +\d+ ms  runner_\w+ ([A-Za-z/]+\.\w+(/\d+)?))");
    std::set<std::string> tests;
    for (std::sregex_iterator at(out.begin(), out.end(), line), end; at != end; ++at)
        tests.insert((*at)[1]);
    return tests;
}

std::string run_id_of(const HangarProcess& run) {
    for (const auto& each : run.events())
        if (const auto* start = std::get_if<events::RunStarted>(&each.event)) return start->run_id;
    return {};
}

std::size_t occurrences(const std::string& text, const std::string& what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
    return count;
}

// How many tests its screen had told of.
std::size_t expect_reports(const HangarProcess& run) {
    HangarProcess report({"report", run.folder()});
    EXPECT_EQ(report.wait(), 0) << report.errors();
    std::size_t listed = 0;
    for (const auto& each : run.events())
        if (const auto* list = std::get_if<events::TestsListed>(&each.event))
            listed += list->tests.size() + list->disabled.size();
    const auto ends = run.ends();
    const auto told = told_tests(run.out());
    for (const auto& test : told) EXPECT_TRUE(ends.contains(test)) << test;
    const std::string junit = run.file("junit.xml");
    EXPECT_EQ(occurrences(junit, "<testcase "), listed);
    EXPECT_EQ(occurrences(junit, "<property name=\"outcome\""), ends.size());
    EXPECT_THAT(junit, testing::EndsWith("</testsuites>\n"));
    EXPECT_THAT(run.file("report.html"), HasSubstr("</html>"));
    return told.size();
}

std::size_t kill_at(std::chrono::milliseconds moment, int number, const std::string& name) {
    const std::string mark = std::to_string(::getpid()) + std::to_string(1000 + number);
    HangarProcess run(
        {"run", "-j4", "--progress=plain", "--seed=" + std::to_string(number + 1), program(name)},
        {{"SPECIMEN_MARK", mark}, {"SPECIMEN_PASSES", "200"}, {"SPECIMEN_DAEMONS", "1"}});
    std::this_thread::sleep_for(moment);  // any moment will do
    run.send(SIGKILL);
    EXPECT_EQ(run.wait(), -SIGKILL) << "it was to be killed before it was through";
    const auto left = [&] { return processes_of(run, mark); };
    EXPECT_TRUE(HangarProcess::await([&] { return left().empty(); }))
        << testing::PrintToString(left());
    const std::string id = run_id_of(run);
    if (id.empty()) return 0;  // it had not begun
    HangarProcess reap({"reap", "--run", id});
    EXPECT_EQ(reap.wait(), 0);
    EXPECT_THAT(reap.out(), IsEmpty());
    return expect_reports(run);
}

// They hang for longer than any moment: it is never through.
TEST(KilledTest, ARunnerThatIsKilledLosesNothingAndLeavesNobody) {
    std::mt19937 random(20261121);
    std::uniform_int_distribution<int> moment(0, 2500);
    const std::vector<std::string> programs{"runner_endings", "runner_linked_endings"};
    std::size_t told = 0;
    for (int number = 0; number < moments(); ++number) {
        const auto at = std::chrono::milliseconds(moment(random));
        const auto& name = programs[static_cast<std::size_t>(number) % programs.size()];
        SCOPED_TRACE(name + " killed after " + std::to_string(at.count()) + " ms, seed " +
                     std::to_string(number + 1));
        told += kill_at(at, number, name);
    }
    EXPECT_GT(told, 0U) << "it never came to a test";
}

}  // namespace
}  // namespace hangar::suites
