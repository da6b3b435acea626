// SPDX-License-Identifier: Apache-2.0
// Matrix suites with coroutine bodies, seen from outside: each run is a process of its own.
#include <gmock/gmock.h>

#include <hangar/harness/gtest/cell.hpp>
#include <hangar/harness/gtest/specimens/run_specimen.hpp>

namespace hangar {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

SpecimenRun run_actors(const std::string& filter, std::vector<std::string> arguments = {},
                       const std::vector<std::string>& environment = {}) {
    arguments.push_back("--gtest_filter=" + filter);
    return run_specimen("harness_gtest_actors", arguments, environment);
}

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++count;
    return count;
}

TEST(ActorProgramTest, RunsEveryTestInEveryCell) {
    const SpecimenRun run =
        run_actors("Matrix/Echo*", {"--spawn-backend=all", "--capture=all", "--transport=all"});
    EXPECT_TRUE(run.status.success()) << run.out;
    for (const Cell& cell : built_in_keys().all_cells()) {
        EXPECT_THAT(run.out, HasSubstr("OK ] Matrix/Echo.RoundTrip/" + cell.name()));
        EXPECT_THAT(run.out, HasSubstr("OK ] Matrix/Echo.PlainTestsAreInTheMatrix/" + cell.name()));
        const std::string only = cell.backend == "thread" ? "  SKIPPED ] " : "       OK ] ";
        EXPECT_THAT(run.out, HasSubstr(only + "Matrix/Echo.OnlyInProcesses/" + cell.name()));
    }
    EXPECT_EQ(count_of(run.out, "[  XFAIL   ] a known gap"), built_in_keys().all_cells().size());
}

TEST(ActorProgramTest, HasOneCellUnlessToldOtherwise) {
    const SpecimenRun run = run_actors("Matrix/Echo.RoundTrip*", {"--gtest_list_tests"});
    EXPECT_EQ(run.out, "Matrix/Echo.\n  RoundTrip/exec_fd_uds  # GetParam() = exec_fd_uds\n");
    EXPECT_EQ(run.err, "");
}

TEST(ActorProgramTest, WarnsOfNothingWhenASuiteHasNoActorTests) {
    EXPECT_THAT(run_actors("*", {"--gtest_list_tests"}).out, Not(HasSubstr("GoogleTestVerif")));
}

TEST(ActorProgramTest, ARefusedBackendSaysWhyAndWhatWorks) {
    const SpecimenRun run = run_actors("*", {"--spawn-backend=thread_fork"});
    EXPECT_EQ(run.status, os::WaitStatus::exited(2));
    EXPECT_THAT(run.err, AllOf(HasSubstr("thread_fork is refused"), HasSubstr("fork_worker")));
}

TEST(ActorProgramTest, AWrongLogLevelIsAUsageError) {
    const SpecimenRun run = run_actors("*", {"--log-level=loud"});
    EXPECT_EQ(run.status, os::WaitStatus::exited(2));
    EXPECT_THAT(run.err, AllOf(HasSubstr("--log-level"), HasSubstr("loud"), HasSubstr("debug")));
}

TEST(ActorProgramTest, AttributesTheOutputOfActorsToTheirTest) {
    const SpecimenRun run = run_actors("Once.TakesTheOutputOfItsActors");
    EXPECT_TRUE(run.status.success()) << run.out;
    EXPECT_THAT(run.out, Not(HasSubstr("by an actor")));
}

TEST(ActorProgramTest, ATestLeavesNothingForTheNext) {
    const SpecimenRun run = run_actors("Once.Leaves*:After.*", {"--log-level=error"});
    EXPECT_TRUE(run.status.success()) << run.out;
    EXPECT_THAT(run.out, HasSubstr("PASSED  ] 2 tests"));
}

class EveryBackend : public testing::TestWithParam<std::string> {
  protected:
    [[nodiscard]] SpecimenRun run_failing(const std::string& test) const {
        const SpecimenRun run =
            run_actors("Matrix/Failing." + test + "/*", {"--spawn-backend=" + GetParam()});
        EXPECT_EQ(run.status, os::WaitStatus::exited(1));
        EXPECT_THAT(run.out, AllOf(HasSubstr("FAILED TEST"), Not(HasSubstr("must not run"))));
        return run;
    }
};

TEST_P(EveryBackend, AFailedAssertionEndsTheTestWhileActorsServe) {
    const SpecimenRun run = run_failing("ByAnAssertionWhileAnActorServes");
    EXPECT_THAT(run.out, AllOf(HasSubstr("actors.main.cpp:"),
                               HasSubstr("co_await child.run<&add>(1, 2)\n    Which is: 3"),
                               HasSubstr("one and two"), Not(HasSubstr("body threw"))));
}

TEST_P(EveryBackend, AFailedAssertionEndsTheTestFromWithinACoroutineItAwaits) {
    EXPECT_THAT(run_failing("ByAnAssertionInACoroutineItAwaits").out,
                AllOf(HasSubstr("Value of: std::string(\"abc\")"), HasSubstr("has substring \"x\""),
                      Not(HasSubstr("body threw"))));
}

TEST_P(EveryBackend, AGroupOfErrorsIsReportedInFull) {
    EXPECT_THAT(
        run_failing("ByTwoErrors").out,
        AllOf(HasSubstr("actors.main.cpp:"), HasSubstr("the test's body threw\n2 errors:\n"),
              HasSubstr("  std::logic_error: in a task\n"), HasSubstr("std::out_of_range"),
              HasSubstr("too far")));
}

TEST_P(EveryBackend, ABodyIsCancelledAtItsTimeLimitAndTheProgramGoesOn) {
    const SpecimenRun run = run_failing("ByItsTimeLimit");
    EXPECT_THAT(run.out, AllOf(HasSubstr("not over after 700ms: its body was cancelled"),
                               HasSubstr("before the limit;"), HasSubstr("1 FAILED TEST")));
}

TEST_P(EveryBackend, TwentyFiveActorsWriteAMebibyteEachToBothStreamsUnderEveryCapture) {
    const SpecimenRun run =
        run_actors("Matrix/Flood.*", {"--spawn-backend=" + GetParam(), "--capture=all"});
    EXPECT_TRUE(run.in_time);
    EXPECT_TRUE(run.status.success());
    EXPECT_EQ(count_of(run.out, "       OK ] Matrix/Flood"), 4U);
}

TEST_P(EveryBackend, NoActorWaitsForAReaderUnderFdCapture) {
    const SpecimenRun run = run_specimen(
        "harness_gtest_actors", {"--gtest_filter=Matrix/Flood.*", "--spawn-backend=" + GetParam()},
        {}, SpecimenOutput::undrained_pipe);
    EXPECT_TRUE(run.in_time);
    EXPECT_TRUE(run.status.success()) << run.out;
}

INSTANTIATE_TEST_SUITE_P(On, EveryBackend, testing::ValuesIn(built_in_keys().backend_keys()),
                         [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace hangar
