// SPDX-License-Identifier: Apache-2.0
// Whole programs by each launcher: nothing that is told of a test differs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

#include <hangar/suites/runner/launchers.test.hpp>

namespace hangar::suites {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// Without what differs between two runs of the same launcher: times, numbers of processes,
// how many frames fit on a stack.
std::string comparable(const std::string& output) {
    static const std::regex varying(
        R"(\(\d+ ms( total)?\)|(thread|process|pid) \d+|and \d+ more|/proc/\d+/fd/\d+|[.]\d+$)");
    return std::regex_replace(output, varying, "~");
}

// Which of its instructions meets the end of the stack, and so the innermost frames, is chance.
std::string without_stack(const std::string& output) {
    const auto stack = output.find("\n#");
    EXPECT_THAT(output.substr(std::min(stack, output.size())), HasSubstr("exhaust_the_stack"));
    return output.substr(0, stack);
}

std::string comparable_output(const HangarProcess& hangar, const std::string& test,
                              const events::TestFinished& end) {
    std::string output = comparable(hangar.file(end.output.value_or("")));
    return test.ends_with("Dies.ByStackOverflow") ? without_stack(output) : output;
}

class ComparedLaunchersTest : public ForkServerTest {};

// Every test of the program, by both launchers: the same in all that is told of it.
void compare_launchers(const std::string& name, std::size_t tests, const std::string& filter = "*",
                       const std::string& how = "it is linked with hangar",
                       const std::map<std::string, std::string>& environment = {}) {
    const std::vector<std::string> arguments{"-j",       "4",    "--timeout",  "4",
                                             "--slow",   "0.5",  "--grace",    "0.5",
                                             "--filter", filter, program(name)};
    HangarProcess executed = run_by("exec", arguments, environment);
    const int status = executed.wait();
    HangarProcess forked = run_by("forkserver", arguments, environment);
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
        EXPECT_EQ(other.properties, end.properties) << test;
        EXPECT_EQ(other.leaked.size(), end.leaked.size()) << test;
        EXPECT_EQ(other.dump, end.dump) << test;
        EXPECT_EQ(comparable_output(forked, test, other), comparable_output(executed, test, end))
            << test;
    }
}

TEST_F(ComparedLaunchersTest, EveryEndingIsTheSameByBoth) {
    compare_launchers("runner_linked_outcomes", 23);
}

TEST_F(ComparedLaunchersTest, MarkersCapturesAndCrashesAreTheSameByBoth) {
    compare_launchers("harness_gtest_specimen", 20, "-Flood.*");
}

TEST_F(ComparedLaunchersTest, LeaksAreTheSameByBoth) {
    compare_launchers("runner_linked_leaks", 9,
                      "Leaves.*:Files.ASegmentWithItsPid:Files.ASocketFile:Files.NoneOfItsOwn");
}

// The same of programs that nobody prepared: they are copied before their main.
constexpr const char* before_main = "it is copied before its main";

TEST_F(ComparedLaunchersTest, EveryEndingOfAnUnpreparedProgramIsTheSameByBoth) {
    compare_launchers("runner_outcomes", 23, "*", before_main);
}

TEST_F(ComparedLaunchersTest, LeaksOfAnUnpreparedProgramAreTheSameByBoth) {
    compare_launchers("runner_leaks", 9,
                      "Leaves.*:Files.ASegmentWithItsPid:Files.ASocketFile:Files.NoneOfItsOwn",
                      before_main);
}

TEST_F(ComparedLaunchersTest, ATestOfAnUnpreparedProgramCannotTellHowItsProcessCameUp) {
    compare_launchers("runner_launched", 13, "-Server.*:*.KnowsWhoHasLoadedIt", before_main);
}

TEST_F(ComparedLaunchersTest, ATestCannotTellHowItsProcessCameUp) {
    compare_launchers("runner_linked_launched", 13, "-Server.*:*.KnowsWhoHasLoadedIt");
}

// GoogleTest aborts where it may not write its report.
TEST_F(ComparedLaunchersTest, ATestThatLeavesNoRoomForItsReportIsJudgedByWhatItPrinted) {
    for (const char* name : {"runner_launched", "runner_linked_launched"}) {
        HangarProcess forked = run_by("forkserver", {"--filter=Unwritable.*", program(name)});
        EXPECT_EQ(forked.wait(), 1);
        const auto ends = forked.ends();
        ASSERT_EQ(ends.size(), 2U);
        EXPECT_EQ(events::text(ends.at("Unwritable.WhatPasses").outcome), "pass");
        EXPECT_EQ(events::text(ends.at("Unwritable.WhatFails").outcome), "fail");
        EXPECT_THAT(ends.at("Unwritable.WhatFails").failures, ElementsAre(HasSubstr("on purpose")));
    }
}

TEST_F(ComparedLaunchersTest, WhatATestRecordedIsInTheReports) {
    HangarProcess forked =
        run_by("forkserver", {"--filter=Recorded.*", program("runner_linked_launched")});
    EXPECT_EQ(forked.wait(), 0);
    EXPECT_EQ(forked.ends().at("Recorded.APropertyOfATestThatPasses").properties,
              (events::Properties{{"seed", "7"}}));
    EXPECT_THAT(forked.file("junit.xml"), HasSubstr(R"(<property name="seed" value="7"/>)"));
}

TEST_F(ComparedLaunchersTest, WhatFailsAfterATestThatPassedIsToldByBoth) {
    compare_launchers("runner_linked_launched", 3, "Suite.*:SpoiltSuite.*",
                      "it is linked with hangar", {{"SPECIMEN_SPOILS_THE_WORLD", "1"}});
}

}  // namespace
}  // namespace hangar::suites
