// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>

#include <hangar/suites/runner/launchers.test.hpp>

namespace hangar::suites {
namespace {

using namespace std::chrono_literals;
using events::Outcome;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

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
          std::pair("8", "exec: there are 13 tests; a fork server pays")}) {
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
