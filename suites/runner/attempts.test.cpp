// SPDX-License-Identifier: Apache-2.0
// More than one attempt at a test, more than one round of them, and what stops a run early.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using events::Outcome;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> command(std::vector<std::string> options) {
    options.insert(options.begin(), "run");
    options.push_back(program("runner_attempts"));
    return options;
}

// Every end of this test, or of all, in their order.
std::vector<events::TestFinished> ends_of(const HangarProcess& hangar, const std::string& test) {
    std::vector<events::TestFinished> ends;
    for (const auto& each : hangar.events())
        if (const auto* end = std::get_if<events::TestFinished>(&each.event))
            if (test.empty() || end->test.test == test) ends.push_back(*end);
    return ends;
}

std::vector<Outcome> outcomes_of(const HangarProcess& hangar, const std::string& test) {
    std::vector<Outcome> outcomes;
    for (const auto& end : ends_of(hangar, test)) outcomes.push_back(end.outcome);
    return outcomes;
}

std::vector<std::string> order_of(const HangarProcess& hangar) {
    std::vector<std::string> names;
    for (const auto& end : ends_of(hangar, "")) names.push_back(end.test.test);
    return names;
}

std::string seed_line(const HangarProcess& hangar) {
    const std::string out = hangar.out();
    const auto at = out.find("seed ");
    return at == std::string::npos ? "" : out.substr(at + 5, out.find('\n', at) - at - 5);
}

TEST(RetriesTest, AFlakyTestPassesAndEachAttemptHasItsLineAndItsOutput) {
    HangarProcess hangar(command({"--retries", "2", "--filter", "Flaky.*-*.HangsOnce"}));
    EXPECT_EQ(hangar.wait(), 0) << hangar.out();
    EXPECT_THAT(outcomes_of(hangar, "Flaky.FailsOnce"), ElementsAre(Outcome::fail, Outcome::pass));
    EXPECT_THAT(outcomes_of(hangar, "Flaky.CrashesTwice"),
                ElementsAre(Outcome::crash, Outcome::crash, Outcome::pass));
    std::set<std::string> files;
    for (const auto& end : ends_of(hangar, "")) {
        EXPECT_EQ(end.flaky, end.outcome == Outcome::pass);
        EXPECT_TRUE(std::filesystem::exists(hangar.folder() + '/' + end.output.value()));
        EXPECT_TRUE(files.insert(*end.output).second) << *end.output;
    }
    EXPECT_THAT(hangar.out(), HasSubstr("2 flaky\n"));
    EXPECT_THAT(hangar.out(), EndsWith("\n2 passed, 0 failed, 0 skipped\n"));
}

TEST(RetriesTest, ATimeoutIsTriedAgainLikeAnyOtherFailure) {
    HangarProcess hangar(command({"--retries=1", "--timeout=5", "--filter", "*.HangsOnce"}));
    EXPECT_EQ(hangar.wait(), 0) << hangar.out();
    EXPECT_THAT(outcomes_of(hangar, ""), ElementsAre(Outcome::timeout, Outcome::pass));
}

TEST(RetriesTest, JUnitHasTheAttemptsThatFailedInsideACaseThatPassed) {
    HangarProcess hangar(command({"--retries", "1", "--filter", "*.FailsOnce:Steady.Fails"}));
    EXPECT_EQ(hangar.wait(), 1);
    const std::string junit = hangar.file("junit.xml");
    EXPECT_THAT(junit, HasSubstr(R"(tests="2" failures="1" errors="0")"));
    EXPECT_THAT(junit, HasSubstr("<flakyFailure message="));
    EXPECT_THAT(junit, HasSubstr("<rerunFailure message="));
    EXPECT_THAT(junit, HasSubstr(R"(<property name="flaky" value="true"/>)"));
    EXPECT_THAT(hangar.file(ends_of(hangar, "Steady.Fails")[1].output.value()),
                HasSubstr("attempt 2"));
}

TEST(RetriesTest, WithoutAnyThereIsOneAttempt) {
    HangarProcess hangar(command({"--filter", "Flaky.FailsOnce"}));
    EXPECT_EQ(hangar.wait(), 1);
    EXPECT_THAT(outcomes_of(hangar, ""), ElementsAre(Outcome::fail));
}

TEST(RetriesTest, AFlakyTestFailsTheRunWhereItIsToAndSoSaysAReportMadeLater) {
    HangarProcess hangar(command({"--retries=1", "--flaky=fail", "--filter", "Flaky.FailsOnce"}));
    EXPECT_EQ(hangar.wait(), 1);
    EXPECT_THAT(outcomes_of(hangar, ""), ElementsAre(Outcome::fail, Outcome::pass));
    EXPECT_THAT(hangar.out(), EndsWith("\n0 passed, 1 failed, 0 skipped\n"));
    EXPECT_THAT(hangar.out(), HasSubstr("Flaky.FailsOnce: flaky, which counts as failed"));
    HangarProcess again({"report", hangar.folder()});
    EXPECT_EQ(again.wait(), 0);
    EXPECT_THAT(again.out(), EndsWith("\n0 passed, 1 failed, 0 skipped\n"));
    EXPECT_THAT(hangar.file("junit.xml"), HasSubstr(R"(failures="1")"));
}

TEST(RepeatTest, EveryRoundCountsAndOneFailureIsEnough) {
    HangarProcess hangar(command({"--repeat", "4", "--filter", "Third.*:Steady.Passes"}));
    EXPECT_EQ(hangar.wait(), 1);
    EXPECT_THAT(outcomes_of(hangar, "Third.Fails"),
                ElementsAre(Outcome::pass, Outcome::pass, Outcome::fail, Outcome::pass));
    EXPECT_FALSE(ends_of(hangar, "Third.Fails").back().flaky);
    EXPECT_THAT(hangar.out(), EndsWith("\n1 passed, 1 failed, 0 skipped\n"));
}

TEST(RepeatTest, UntilATestFails) {
    HangarProcess hangar(command({"--until-fail", "--filter", "Third.*"}));
    EXPECT_EQ(hangar.wait(), 1);
    EXPECT_EQ(ends_of(hangar, "").size(), 3U);
}

TEST(RepeatTest, UntilATestFailsAtMostSoOften) {
    HangarProcess hangar(command({"--until-fail", "--repeat=2", "--filter", "Third.*"}));
    EXPECT_EQ(hangar.wait(), 0);
    EXPECT_EQ(ends_of(hangar, "").size(), 2U);
}

TEST(EarlyEndTest, NoMoreTestsAreStartedAfterSoManyFailures) {
    const std::vector<std::string> failing{"-j1", "--filter", "*DISABLED_Fails*", "--max-fail",
                                           "3"};
    auto arguments = command(failing);
    arguments.insert(arguments.end(), {"--", "--gtest_also_run_disabled_tests"});
    HangarProcess hangar(arguments);
    EXPECT_EQ(hangar.wait(), 1);
    EXPECT_EQ(ends_of(hangar, "").size(), 3U);
    EXPECT_THAT(hangar.out(), HasSubstr("17 not run\n"));
}

TEST(EarlyEndTest, FailFastIsOneFailureAndARetriedAttemptIsNone) {
    HangarProcess hangar(
        command({"-j1", "--fail-fast", "--retries=1", "--filter", "Flaky.F*:A/*:Steady.Fails"}));
    EXPECT_EQ(hangar.wait(), 1);
    EXPECT_THAT(order_of(hangar), ElementsAre("Steady.Fails", "Steady.Fails"));
    EXPECT_THAT(hangar.out(), HasSubstr("21 not run\n"));
}

TEST(ShuffleTest, TheSeedIsSaidAndGivesTheSameOrderAgain) {
    HangarProcess hangar(command({"-j1", "--shuffle", "--filter", "A/*"}));
    EXPECT_EQ(hangar.wait(), 0);
    const std::string seed = seed_line(hangar);
    ASSERT_NE(seed, "");
    const auto started = std::get<events::RunStarted>(hangar.events().front().event);
    EXPECT_EQ(std::to_string(started.seed.value()), seed);
    HangarProcess same(command({"-j1", "--seed", seed, "--filter", "A/*"}));
    HangarProcess plain(command({"-j1", "--filter", "A/*"}));
    EXPECT_EQ(same.wait(), 0);
    EXPECT_EQ(plain.wait(), 0);
    EXPECT_EQ(order_of(same), order_of(hangar));
    EXPECT_NE(order_of(plain), order_of(hangar));
    EXPECT_EQ(seed_line(plain), "");
}

TEST(RerunTest, OnlyWhatDidNotPassRunsAgainAndTheOlderRunIsSetAside) {
    HangarProcess first(command({"--filter", "Flaky.FailsOnce:Steady.*"}));
    EXPECT_EQ(first.wait(), 1);
    EXPECT_EQ(first.ends().size(), 3U);
    HangarProcess second({"run", "--out", first.folder(), "--rerun-failed", "--retries=1"});
    EXPECT_EQ(second.wait(), 1);
    EXPECT_EQ(first.ends().size(), 2U);
    EXPECT_TRUE(std::filesystem::exists(first.folder() + "/earlier/1/events.jsonl"));
    HangarProcess third({"run", "--out", first.folder(), "--rerun-failed"});
    EXPECT_EQ(third.wait(), 1);
    EXPECT_THAT(order_of(first), ElementsAre("Steady.Fails"));
}

TEST(RerunTest, WithoutAnEarlierRunItIsAUsageError) {
    HangarProcess hangar(command({"--rerun-failed"}));
    EXPECT_EQ(hangar.wait(), 2);
    EXPECT_THAT(hangar.errors(), HasSubstr("--rerun-failed: "));
    EXPECT_FALSE(std::filesystem::exists(hangar.folder()));
}

TEST(RerunTest, WhereEverythingPassedNothingRuns) {
    HangarProcess first(command({"--filter", "Steady.Passes"}));
    EXPECT_EQ(first.wait(), 0);
    HangarProcess second({"run", "--out", first.folder(), "--rerun-failed"});
    EXPECT_EQ(second.wait(), 4);
}

}  // namespace
}  // namespace hangar::suites
