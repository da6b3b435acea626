// SPDX-License-Identifier: Apache-2.0
// Tests that hang: they are looked into before they are ended, and the report says why they hung.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using events::Outcome;
using events::TestFinished;
using testing::HasSubstr;

HangarProcess run_hang(const std::string& test, std::vector<std::string> options) {
    std::vector<std::string> arguments{"run", "--filter", "HangTest." + test};
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.push_back(program("runner_hang"));
    return HangarProcess(arguments);
}

TEST(HangTest, AProvenDeadlockEndsTheTestAtOnceWithItsDump) {
    auto hangar = run_hang("Deadlock", {"--slow", "0.2", "--timeout", "100"});
    EXPECT_EQ(hangar.wait(), 1) << hangar.out();
    const TestFinished end = hangar.ends().at("HangTest.Deadlock");
    EXPECT_EQ(end.outcome, Outcome::deadlock);
    EXPECT_EQ(end.cause, "mutex-cycle");
    EXPECT_THAT(end.summary.value_or(""), HasSubstr("lock_both"));
    EXPECT_EQ(end.dump, "dumps/runner_hang/HangTest.Deadlock/dump.json");
    EXPECT_THAT(hangar.file(*end.dump), HasSubstr(R"("schema": "hangar.dump/1")"));
    EXPECT_THAT(hangar.file("dumps/runner_hang/HangTest.Deadlock/dump.txt"),
                HasSubstr("(mutex-cycle, proven)"));
    EXPECT_THAT(hangar.out(), HasSubstr("dump: " + hangar.folder() + "/dumps/runner_hang/"));
    const std::string junit = hangar.file("junit.xml");
    EXPECT_THAT(junit, HasSubstr("cause: mutex-cycle"));
    EXPECT_THAT(junit, HasSubstr("waits for mutex"));
}

TEST(HangTest, AtTheTimeoutTheDumpComesBeforeTheFirstSignal) {
    auto hangar = run_hang("PipeFull", {"--slow", "50", "--timeout", "0.3"});
    EXPECT_EQ(hangar.wait(), 1) << hangar.out();
    const TestFinished end = hangar.ends().at("HangTest.PipeFull");
    EXPECT_EQ(end.outcome, Outcome::timeout);
    EXPECT_EQ(end.cause, "pipe-full");
    EXPECT_THAT(end.summary.value_or(""), HasSubstr("65536 of 65536"));
    ASSERT_TRUE(end.dump);
    EXPECT_THAT(hangar.file(*end.dump), HasSubstr(R"("cause": "pipe-full")"));
}

TEST(HangTest, OneThatOnlyTakesLongHasADumpAndNoCause) {
    auto hangar = run_hang("Sleeps", {"--slow", "0.1", "--timeout", "0.5"});
    EXPECT_EQ(hangar.wait(), 1) << hangar.out();
    const TestFinished end = hangar.ends().at("HangTest.Sleeps");
    EXPECT_EQ(end.outcome, Outcome::timeout);
    EXPECT_EQ(end.cause, std::nullopt);
    EXPECT_EQ(end.summary,
              "not over after 0.5 s: stuck, for nothing in it moved between two samples");
    ASSERT_TRUE(end.dump);
    EXPECT_THAT(hangar.file(*end.dump), HasSubstr("TestBody"));
}

TEST(HangTest, ADeadlockInACornerDoesNotEndATestThatGoesOn) {
    auto hangar = run_hang("ACorner", {"--slow", "0.1", "--timeout", "100"});
    EXPECT_EQ(hangar.wait(), 0) << hangar.out();
    EXPECT_TRUE(hangar.await_event([](const events::Event& event) {
        const auto* examined = std::get_if<events::TestExamined>(&event);
        return examined != nullptr && examined->cause && !examined->deadlock;
    }));
}

TEST(HangTest, ADeadlockIsOnlyReportedWhereThatIsAskedFor) {
    auto hangar =
        run_hang("Deadlock", {"--slow", "0.1", "--timeout", "2.5", "--deadlock", "report"});
    EXPECT_EQ(hangar.wait(), 1) << hangar.out();
    const TestFinished end = hangar.ends().at("HangTest.Deadlock");
    EXPECT_EQ(end.outcome, Outcome::timeout);
    EXPECT_EQ(end.cause, "mutex-cycle");
    EXPECT_TRUE(hangar.await_event([](const events::Event& event) {
        const auto* examined = std::get_if<events::TestExamined>(&event);
        return examined != nullptr && examined->deadlock;
    }));
}

TEST(HangTest, WhatATestDumpsOfItsOwnAccordIsListed) {
    auto hangar = run_hang("Guarded", {});
    EXPECT_EQ(hangar.wait(), 0) << hangar.out();
    const TestFinished end = hangar.ends().at("HangTest.Guarded");
    ASSERT_TRUE(end.dump);
    EXPECT_THAT(*end.dump, testing::MatchesRegex("dumps/runner_hang/HangTest.Guarded/hang-.*txt"));
    EXPECT_THAT(hangar.file(*end.dump), HasSubstr("runner_hang"));
    EXPECT_THAT(hangar.out(), HasSubstr(*end.dump));
}

}  // namespace
}  // namespace hangar::suites
