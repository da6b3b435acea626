// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/harness/run/launch_choice.hpp>

namespace hangar::run {
namespace {

using testing::HasSubstr;

Program with_tests(std::size_t count) {
    Program program;
    program.name = "program";
    program.tests.resize(count);
    program.no_fork_server.clear();
    return program;
}

TEST(LaunchChoiceTest, AFewTestsOfALinkedProgramAreForked) {
    const Options options;
    EXPECT_TRUE(choose_launcher(options, with_tests(4)).by_fork_server);
    EXPECT_FALSE(choose_launcher(options, with_tests(3)).by_fork_server);
}

TEST(LaunchChoiceTest, WhatIsAskedForIsDoneWhateverItCosts) {
    Options options;
    options.launcher = LauncherKind::forkserver;
    EXPECT_TRUE(choose_launcher(options, with_tests(1)).by_fork_server);
    options.launcher = LauncherKind::exec;
    EXPECT_FALSE(choose_launcher(options, with_tests(1000)).by_fork_server);
}

TEST(LaunchChoiceTest, AMainOfItsOwnIsForkedOnlyIfThatIsAskedFor) {
    Options options;
    Program program = with_tests(9);
    program.no_automatic_one = "it has a main of its own";
    EXPECT_FALSE(choose_launcher(options, program).by_fork_server);
    EXPECT_EQ(choose_launcher(options, program).reason, "it has a main of its own");
    options.launcher = LauncherKind::forkserver;
    EXPECT_TRUE(choose_launcher(options, program).by_fork_server);
}

TEST(LaunchChoiceTest, AProgramThatNobodyPreparedIsCopiedIfItHasTestsForAllServers) {
    Options options;
    options.jobs = 5;
    Program program = with_tests(10);
    program.preloads = true;
    EXPECT_TRUE(choose_launcher(options, program).by_fork_server);
    program.tests.resize(9);
    EXPECT_FALSE(choose_launcher(options, program).by_fork_server);
    EXPECT_EQ(choose_launcher(options, program).reason,
              "there are 9 tests; a fork server pays from 10 on");
    options.launcher = LauncherKind::forkserver;
    EXPECT_TRUE(choose_launcher(options, program).by_fork_server);
}

TEST(LaunchChoiceTest, WhatRulesAForkServerOutIsSaidToWhoAskedForOne) {
    Options options;
    options.launcher = LauncherKind::forkserver;
    Program program = with_tests(9);
    EXPECT_EQ(describe(choose_launcher(options, program), options, program), "");
    program.no_fork_server = "it is built with ThreadSanitizer";
    EXPECT_EQ(describe(choose_launcher(options, program), options, program),
              "hangar: program: --launcher=exec: it is built with ThreadSanitizer\n");
    options.launcher = LauncherKind::automatic;
    EXPECT_EQ(describe(choose_launcher(options, program), options, program), "");
    options.verbose = true;
    EXPECT_THAT(describe(choose_launcher(options, program), options, program), HasSubstr("exec"));
}

TEST(LaunchChoiceTest, SharedProcessesAndTheTerminalAreForExec) {
    Options options;
    options.launcher = LauncherKind::forkserver;
    options.isolation = Isolation::suite;
    EXPECT_FALSE(choose_launcher(options, with_tests(9)).by_fork_server);
    options.isolation = Isolation::test;
    options.capture_output = false;
    EXPECT_FALSE(choose_launcher(options, with_tests(9)).by_fork_server);
}

}  // namespace
}  // namespace hangar::run
