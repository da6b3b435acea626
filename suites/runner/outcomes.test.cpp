// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>

#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using events::Outcome;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Every test of specimens/outcomes.main.cpp and what must be said of it.
const std::map<std::string, Outcome>& expected() {
    static const std::map<std::string, Outcome> all{
        {"Ends.Passes", Outcome::pass},
        {"Ends.Fails", Outcome::fail},
        {"Ends.Skips", Outcome::skip},
        {"Ends.Throws", Outcome::fail},
        {"Ends.SegmentationFault", Outcome::crash},
        {"Ends.Aborts", Outcome::crash},
        {"Ends.KillsItself", Outcome::crash},
        {"Ends.ExitsWithZero", Outcome::exit_early},
        {"Ends.ExitsWithThree", Outcome::exit_early},
        {"Ends.Hangs", Outcome::timeout},
        {"Ends.HangsAndIgnoresTheTerminationSignal", Outcome::timeout},
        {"Ends.StopsItself", Outcome::timeout},
        {"Ends.PrintsAMegabyte", Outcome::pass},
        {"Ends.ReadsAnEmptyInput", Outcome::pass},
        {"Ends.WithStatusSevenAfterAll", Outcome::fail},
        {"EndsDeathTest.DiesAsExpected", Outcome::pass},
        {"EndsDeathTest.DiesAsExpectedInAFreshProcess", Outcome::pass},
        {"BrokenSuite.Passes", Outcome::fail},
        {"Some/Numbers.AreOdd/0", Outcome::pass},
        {"Some/Numbers.AreOdd/1", Outcome::fail},
        {"Some/Numbers.AreOdd/2", Outcome::pass},
        {"Typed/a-b:c*d/e.IsSmall", Outcome::pass},
        {"Typed/a?b c\n.IsSmall", Outcome::pass},
    };
    return all;
}

// One run of the specimen for all these tests: it costs the timeouts.
class OutcomesTest : public testing::Test {
  protected:
    static HangarProcess& hangar() {
        static HangarProcess process({"run", "-j", "4", "--timeout", "2", "--slow", "0.5",
                                      "--grace", "0.5", program("runner_outcomes")});
        static const int status = process.wait();
        EXPECT_EQ(status, 1);
        return process;
    }
    static events::TestFinished end_of(const std::string& test) { return hangar().ends()[test]; }
};

TEST_F(OutcomesTest, EveryTestHasItsOutcome) {
    const auto ends = hangar().ends();
    for (const auto& [test, outcome] : expected()) {
        ASSERT_TRUE(ends.contains(test)) << test;
        EXPECT_EQ(events::text(ends.at(test).outcome), events::text(outcome))
            << test << ": " << ends.at(test).summary.value_or("");
    }
    EXPECT_EQ(ends.size(), expected().size());
}

TEST_F(OutcomesTest, TheCountStandsAloneOnTheLastLine) {
    EXPECT_THAT(hangar().out(), EndsWith("\n9 passed, 13 failed, 1 skipped\n"));
    EXPECT_THAT(hangar().out(), HasSubstr("2 disabled\n"));
}

TEST_F(OutcomesTest, StatusOrSignalIsInTheJournal) {
    EXPECT_EQ(end_of("Ends.SegmentationFault").signal, SIGSEGV);
    EXPECT_EQ(end_of("Ends.SegmentationFault").exit_code, std::nullopt);
    EXPECT_EQ(end_of("Ends.ExitsWithThree").exit_code, 3);
    EXPECT_EQ(end_of("Ends.Hangs").signal, SIGTERM);
    EXPECT_EQ(end_of("Ends.HangsAndIgnoresTheTerminationSignal").signal, SIGKILL);
}

TEST_F(OutcomesTest, TheSummarySaysWhy) {
    EXPECT_EQ(end_of("Ends.Skips").summary, "no such device");
    EXPECT_THAT(end_of("Ends.Hangs").summary.value(), StartsWith("not over after 2 s"));
    EXPECT_EQ(end_of("Ends.Fails").summary, "2 assertions failed");
    EXPECT_THAT(end_of("Ends.Aborts").summary.value(), HasSubstr("SIGABRT"));
    EXPECT_THAT(end_of("Ends.WithStatusSevenAfterAll").summary.value(), HasSubstr("status is 7"));
    EXPECT_EQ(end_of("BrokenSuite.Passes").summary, "1 assertion failed");
    EXPECT_THAT(end_of("BrokenSuite.Passes").failures, ElementsAre(HasSubstr("set-up")));
}

TEST_F(OutcomesTest, OnlyWhatLastedIsSlow) {
    EXPECT_TRUE(end_of("Ends.Hangs").slow);
    EXPECT_FALSE(end_of("Ends.Passes").slow);
}

TEST_F(OutcomesTest, AllOfTheOutputIsInTheTestsOwnFile) {
    const auto output = end_of("Ends.PrintsAMegabyte").output.value();
    EXPECT_EQ(output, "output/runner_outcomes/Ends.PrintsAMegabyte.txt");
    EXPECT_GT(hangar().file(output).size(), 1024U * 1024U);
}

TEST_F(OutcomesTest, OddNamesHaveFilesThatAreToldApart) {
    std::set<std::string> files;
    for (const auto& [test, end] : hangar().ends()) {
        EXPECT_TRUE(std::filesystem::exists(hangar().folder() + '/' + *end.output)) << test;
        EXPECT_TRUE(files.insert(*end.output).second) << *end.output;
    }
}

TEST_F(OutcomesTest, TheJunitFileHoldsEveryTestOnceAndTheirCounts) {
    const std::string junit = hangar().file("junit.xml");
    std::size_t cases = 0;
    for (auto at = junit.find("<testcase "); at != std::string::npos;
         at = junit.find("<testcase ", at + 1))
        ++cases;
    EXPECT_EQ(cases, expected().size() + 2);  // the disabled ones
    EXPECT_THAT(junit,
                HasSubstr(R"(tests="25" failures="13" errors="0" skipped="3" disabled="2")"));
    EXPECT_THAT(junit, HasSubstr(R"(name="IsSmall")"));
    EXPECT_THAT(junit, HasSubstr(R"(classname="Typed/a?b c&#10;")"));
    EXPECT_THAT(junit, Not(HasSubstr("\x1b")));
}

TEST_F(OutcomesTest, AFailureQuotesItsAssertionsAndNothingElseIsLost) {
    EXPECT_EQ(end_of("Ends.Fails").failures.size(), 2U);
    EXPECT_THAT(end_of("Ends.Fails").failures[0], HasSubstr("1 + 1"));
}

}  // namespace
}  // namespace hangar::suites
