// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <regex>

#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using namespace std::chrono_literals;
using events::Outcome;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// What only a program that can be forked shows.
class ForkServerTest : public testing::Test {
  protected:
    void SetUp() override {
        if (sanitized) GTEST_SKIP() << "with a sanitizer, programs are executed";
    }
};

HangarProcess run_by(const std::string& launcher, std::vector<std::string> arguments,
                     std::map<std::string, std::string> environment = {}) {
    arguments.insert(arguments.begin(), {"run", "-v", "--launcher=" + launcher});
    return HangarProcess(std::move(arguments), std::move(environment));
}

// Without what differs between two runs of the same launcher: times, numbers of processes,
// how many frames fit on a stack.
std::string comparable(const std::string& output) {
    static const std::regex varying(
        R"(\(\d+ ms( total)?\)|(thread|process|pid) \d+|and \d+ more|[.]\d+$)");
    return std::regex_replace(output, varying, "~");
}

// Which line of a recursion crosses the stack's end depends on where the stack began.
std::string without_innermost_frame(std::string output) {
    const auto innermost = output.find("\n#0 ");
    const auto next = output.find("\n#1 ", innermost);
    if (next != std::string::npos) output.erase(innermost, next - innermost);
    return output;
}

std::string comparable_output(const HangarProcess& hangar, const std::string& test,
                              const events::TestFinished& end) {
    std::string output = comparable(hangar.file(end.output.value_or("")));
    return test.ends_with("Dies.ByStackOverflow") ? without_innermost_frame(output) : output;
}

// Every test of the program, by both launchers: the same in all that is told of it.
void compare_launchers(const std::string& name, std::size_t tests, const std::string& filter = "*",
                       const std::string& how = "it is linked with hangar") {
    const std::vector<std::string> arguments{"-j",       "4",    "--timeout",  "4",
                                             "--slow",   "0.5",  "--grace",    "0.5",
                                             "--filter", filter, program(name)};
    HangarProcess executed = run_by("exec", arguments);
    const int status = executed.wait();
    HangarProcess forked = run_by("forkserver", arguments);
    EXPECT_EQ(forked.wait(), status);
    EXPECT_THAT(executed.errors(), HasSubstr("--launcher=exec: asked for"));
    EXPECT_THAT(forked.errors(), HasSubstr("--launcher=forkserver: " + how));
    EXPECT_THAT(forked.errors(), Not(HasSubstr("fork server failed")));
    auto ends = forked.ends();
    EXPECT_EQ(ends.size(), tests);
    for (const auto& [test, end] : executed.ends()) {
        ASSERT_TRUE(ends.contains(test)) << test;
        const auto& other = ends.at(test);
        EXPECT_EQ(events::text(other.outcome), events::text(end.outcome)) << test;
        EXPECT_EQ(other.exit_code, end.exit_code) << test;
        EXPECT_EQ(other.signal, end.signal) << test;
        EXPECT_EQ(comparable(other.summary.value_or("")), comparable(end.summary.value_or("")))
            << test;
        EXPECT_EQ(other.cause, end.cause) << test;
        EXPECT_EQ(other.failures, end.failures) << test;
        EXPECT_EQ(other.leaked.size(), end.leaked.size()) << test;
        EXPECT_EQ(other.dump, end.dump) << test;
        EXPECT_EQ(comparable_output(forked, test, other), comparable_output(executed, test, end))
            << test;
    }
}

TEST_F(ForkServerTest, EveryEndingIsTheSameByBoth) {
    compare_launchers("runner_linked_outcomes", 23);
}

TEST_F(ForkServerTest, MarkersCapturesAndCrashesAreTheSameByBoth) {
    compare_launchers("harness_gtest_specimen", 20, "-Flood.*");
}

TEST_F(ForkServerTest, LeaksAreTheSameByBoth) {
    compare_launchers("runner_linked_leaks", 9,
                      "Leaves.*:Files.ASegmentWithItsPid:Files.ASocketFile:Files.NoneOfItsOwn");
}

// The same of programs that nobody prepared: they are copied before their main.
constexpr const char* before_main = "it is copied before its main";

TEST_F(ForkServerTest, EveryEndingOfAnUnpreparedProgramIsTheSameByBoth) {
    compare_launchers("runner_outcomes", 23, "*", before_main);
}

TEST_F(ForkServerTest, LeaksOfAnUnpreparedProgramAreTheSameByBoth) {
    compare_launchers("runner_leaks", 9,
                      "Leaves.*:Files.ASegmentWithItsPid:Files.ASocketFile:Files.NoneOfItsOwn",
                      before_main);
}

TEST_F(ForkServerTest, ATestOfAnUnpreparedProgramCannotTellHowItsProcessCameUp) {
    compare_launchers("runner_launched", 9, "-Server.*:*.KnowsWhoHasLoadedIt", before_main);
}

TEST_F(ForkServerTest, ATestCannotTellHowItsProcessCameUp) {
    compare_launchers("runner_linked_launched", 9, "-Server.*:*.KnowsWhoHasLoadedIt");
}

TEST_F(ForkServerTest, AForkedTestIsACopyOfAProgramThatIsLoaded) {
    for (const char* name : {"runner_linked_launched", "runner_launched"}) {
        HangarProcess forked =
            run_by("forkserver", {"--filter", "Launched.KnowsWho*", program(name)});
        EXPECT_EQ(forked.wait(), 0);
        const std::string output =
            forked.file(forked.ends()["Launched.KnowsWhoHasLoadedIt"].output.value());
        EXPECT_THAT(output, AllOf(HasSubstr("loaded by another\n"),
                                  HasSubstr(" --gtest_filter=Launched.KnowsWhoHasLoadedIt ")));
        EXPECT_THAT(output, HasSubstr("a static object is destroyed\n"));
    }
}

TEST_F(ForkServerTest, AServerThatIsKilledIsReplaced) {
    HangarProcess forked = run_by(
        "forkserver", {"-j", "1", "--filter", "Server.Is*", program("runner_linked_launched")});
    EXPECT_EQ(forked.wait(), 0) << forked.out();
    EXPECT_EQ(forked.ends().size(), 2U);
    EXPECT_THAT(forked.errors(), Not(HasSubstr("fork server failed")));
}

TEST_F(ForkServerTest, WhatAServerTakesToComeUpIsNoTestsTime) {
    HangarProcess forked =
        run_by("forkserver",
               {"-j1", "--timeout", "1", "--filter", "Suite.First:Launched.Starts*",
                program("runner_linked_launched")},
               {{"SPECIMEN_IS_SLOW", "1"}});
    EXPECT_EQ(forked.wait(), 0) << forked.out();
    EXPECT_EQ(forked.ends().size(), 2U);
    for (const auto& [test, end] : forked.ends()) EXPECT_LT(end.duration.count(), 1000) << test;
}

TEST_F(ForkServerTest, AProgramThatDoesNotServeIsExecutedAndThatIsSaid) {
    HangarProcess forked =
        run_by("forkserver",
               {"--filter", "Suite.First:Launched.Knows*", program("runner_linked_launched")},
               {{"SPECIMEN_REFUSES", "1"}});
    EXPECT_EQ(forked.wait(), 0) << forked.out();
    EXPECT_THAT(forked.file(forked.ends()["Launched.KnowsWhoHasLoadedIt"].output.value()),
                HasSubstr("loaded by itself\n"));
    EXPECT_THAT(forked.errors(),
                AllOf(HasSubstr("its fork server failed"), HasSubstr("not today")));
}

TEST_F(ForkServerTest, AProgramThatCannotForkIsExecutedAndThatIsSaid) {
    HangarProcess forked =
        run_by("forkserver",
               {"--filter", "Launched.Knows*:Launched.Starts*", program("runner_linked_launched")},
               {{"SPECIMEN_CANNOT_FORK", "1"}});
    EXPECT_EQ(forked.wait(), 0) << forked.out();
    EXPECT_EQ(forked.ends().size(), 2U);
    EXPECT_THAT(forked.file(forked.ends()["Launched.KnowsWhoHasLoadedIt"].output.value()),
                HasSubstr("loaded by itself\n"));
    EXPECT_THAT(forked.errors(), AllOf(HasSubstr("its fork server failed"), HasSubstr("prctl")));
}

// Has no server, with its reason.
void expect_executed(const std::string& possession, const std::string& reason) {
    HangarProcess forked =
        run_by("forkserver", {"--filter", "Launched.Knows*", program("runner_linked_launched")},
               {{"SPECIMEN_HAS", possession}});
    EXPECT_EQ(forked.wait(), 0) << forked.out();
    EXPECT_THAT(forked.file(forked.ends()["Launched.KnowsWhoHasLoadedIt"].output.value()),
                HasSubstr("loaded by itself\n"));
    EXPECT_THAT(forked.errors(), HasSubstr("--launcher=exec: " + reason));
}

TEST_F(ForkServerTest, AProgramThatHasADescriptorBeforeItsTestsIsExecuted) {
    expect_executed("a descriptor", "it holds /dev/null open before its first test\n");
}

TEST_F(ForkServerTest, AProgramThatHasATimerBeforeItsTestsIsExecuted) {
    expect_executed("a timer", "it has a timer running before its first test\n");
}

TEST_F(ForkServerTest, AProgramThatHasAChildBeforeItsTestsIsExecuted) {
    expect_executed("a child", "it has 1 children before its first test\n");
}

// Asked for, it says so; left to choose, it does not, unless somebody wants to know.
TEST_F(ForkServerTest, AnUnpreparedProgramThatCannotBeCopiedIsExecuted) {
    const std::string tests = "Launched.Knows*:Launched.S*:Launched.H*";
    for (const auto& [possession, reason] :
         {std::pair("a descriptor", "it holds a descriptor before its main"),
          std::pair("a child", "it has children before its main"),
          std::pair("a timer", "it has a timer running before its main"),
          std::pair("shared memory", "it shares memory before its main")}) {
        const std::map<std::string, std::string> environment{{"SPECIMEN_HAS", possession}};
        HangarProcess forked =
            run_by("forkserver", {"--filter", tests, program("runner_launched")}, environment);
        EXPECT_EQ(forked.wait(), 0) << forked.out();
        EXPECT_THAT(forked.errors(), AllOf(HasSubstr("is executed"), HasSubstr(reason)));
        EXPECT_THAT(forked.file(forked.ends()["Launched.KnowsWhoHasLoadedIt"].output.value()),
                    HasSubstr("loaded by itself\n"));
        HangarProcess automatic({"run", "-j2", "--filter", tests, program("runner_launched")},
                                environment);
        EXPECT_EQ(automatic.wait(), 0) << automatic.out();
        EXPECT_EQ(automatic.errors(), "");
    }
}

TEST_F(ForkServerTest, AnUnpreparedProgramIsCopiedWhereItPays) {
    for (const auto& [jobs, how] :
         {std::pair("2", "forkserver: it is copied before its main"),
          std::pair("8", "exec: there are 9 tests; a fork server pays")}) {
        HangarProcess automatic = run_by(
            "auto",
            {"-j", jobs, "--filter=-Server.*:*.KnowsWhoHasLoadedIt", program("runner_launched")});
        EXPECT_EQ(automatic.wait(), 1) << automatic.out();
        EXPECT_THAT(automatic.errors(), HasSubstr(std::string("--launcher=") + how));
    }
}

TEST_F(ForkServerTest, AnUnpreparedProgramKeepsAPreloadedLibraryOfItsOwn) {
    HangarProcess forked =
        run_by("forkserver", {"--filter", "Launched.Knows*", program("runner_launched")},
               {{"LD_PRELOAD", ""}});
    EXPECT_EQ(forked.wait(), 0) << forked.out();
    EXPECT_THAT(forked.errors(), HasSubstr("--launcher=exec: it is not linked with hangar, and "
                                           "LD_PRELOAD is set"));
}

TEST_F(ForkServerTest, AProgramWithAMainOfItsOwnIsNotForkedUnlessThatIsAskedFor) {
    HangarProcess automatic = run_by("auto", {"--filter", "Launched.S*:Launched.H*:Launched.K*",
                                              program("runner_linked_launched")});
    EXPECT_EQ(automatic.wait(), 0) << automatic.out();
    EXPECT_THAT(automatic.errors(), HasSubstr("--launcher=exec: it has a main of its own\n"));
    HangarProcess plain =
        run_by("auto", {"--filter", "Output.*", program("harness_gtest_specimen")});
    plain.wait();
    EXPECT_THAT(plain.errors(), HasSubstr("--launcher=forkserver: "));
}

// Each server has four descriptors in the runner.
TEST_F(ForkServerTest, ServersOfProgramsThatAreThroughAreLetGo) {
    namespace fs = std::filesystem;
    const fs::path folder = testing::TempDir() + "hangar_many_" + std::to_string(::getpid());
    fs::create_directory(folder);
    std::vector<std::string> arguments{
        "run", "-j", "2", "--launcher=forkserver", "--filter", "Suite.First:Launched.Starts*"};
    for (int i = 0; i < 30; ++i) {
        arguments.push_back(folder / ("program_" + std::to_string(i)));
        fs::create_symlink(program("runner_linked_launched"), arguments.back());
    }
    HangarProcess forked = HangarProcess::after("ulimit -n 80", arguments);
    EXPECT_EQ(forked.wait(), 0) << forked.out();
    EXPECT_EQ(forked.errors(), "");
    fs::remove_all(folder);
}

TEST(LaunchersTest, AProgramWithFewTestsIsExecuted) {
    HangarProcess automatic({"run", "--filter", "Ends.Passes", program("runner_outcomes")});
    EXPECT_EQ(automatic.wait(), 0);
    EXPECT_THAT(automatic.errors(), Not(HasSubstr("launcher")));
}

TEST(LaunchersTest, ASanitizedProgramIsExecutedAndWhoAskedIsTold) {
    if (!sanitized) GTEST_SKIP() << "this is built without a sanitizer";
    HangarProcess forked =
        run_by("forkserver", {"--filter", "Suite.First", program("runner_linked_launched")});
    EXPECT_EQ(forked.wait(), 0);
    EXPECT_THAT(forked.errors(), HasSubstr("--launcher=exec: it is built with "));
}

TEST_F(ForkServerTest, AForkedTestDiesWithTheRunner) {
    HangarProcess forked = run_by(
        "forkserver", {"--filter", "Server.WaitsForEver", program("runner_linked_launched")});
    os::Pidfd test;
    ASSERT_TRUE(forked.await_event([&](const events::Event& event) {
        const auto* started = std::get_if<events::TestStarted>(&event);
        if (started != nullptr) test = os::Pidfd::open(started->pid).value();
        return started != nullptr;
    }));
    forked.send(SIGKILL);
    EXPECT_TRUE(test.wait_exit(os::Deadline::after(20s)).value());
}

}  // namespace
}  // namespace hangar::suites
