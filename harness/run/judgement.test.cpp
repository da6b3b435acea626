// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <hangar/harness/run/judgement.hpp>

namespace hangar::run {
namespace {

using events::Outcome;
using os::WaitStatus;
using testing::HasSubstr;
using testing::StartsWith;

GtestReport ran() {
    GtestReport report;
    report.ran = true;
    return report;
}

Evidence ended(WaitStatus status) {
    Evidence evidence;
    evidence.status = status;
    return evidence;
}

Evidence reported(int code, GtestReport report = ran()) {
    Evidence evidence = ended(WaitStatus::exited(code));
    evidence.report = std::move(report);
    return evidence;
}

Outcome outcome(const Evidence& evidence) {
    return judge(evidence, Leaks::fail).outcome;
}

TEST(JudgementTest, AReportWithoutFailuresAndStatusZeroIsAPass) {
    EXPECT_EQ(outcome(reported(0)), Outcome::pass);
    EXPECT_EQ(judge(reported(0), Leaks::fail).summary, std::nullopt);
}

TEST(JudgementTest, AFailureStandsWhateverTheExitStatus) {
    GtestReport bad = ran();
    bad.failures = {"no"};
    EXPECT_EQ(outcome(reported(1, bad)), Outcome::fail);
    EXPECT_EQ(outcome(reported(0, bad)), Outcome::fail);
    EXPECT_EQ(judge(reported(1, bad), Leaks::fail).summary, "1 assertion failed");
}

TEST(JudgementTest, OfAFloodOfMessagesTheBeginningAndTheEndAreQuoted) {
    GtestReport bad = ran();
    bad.failures.assign(100'000, "no");
    bad.failures.front() = "a.cpp:3\n" + std::string(30U << 20U, 'z') + "the end";
    const auto judgement = judge(reported(1, bad), Leaks::fail);
    EXPECT_EQ(judgement.summary, "100000 assertions failed");
    ASSERT_EQ(judgement.failures.size(), 101U);
    EXPECT_EQ(judgement.failures.back(), "[99900 more]");
    EXPECT_LT(judgement.failures.front().size(), 70'000U);
    EXPECT_THAT(judgement.failures.front(), StartsWith("a.cpp:3\nzzz"));
    EXPECT_THAT(judgement.failures.front(), HasSubstr("zzzthe end"));
    GtestReport skip = ran();
    skip.skipped = true;
    skip.skip_reason = std::string(1U << 20U, 's');
    EXPECT_LT(judge(reported(0, skip), Leaks::fail).summary->size(), 70'000U);
}

TEST(JudgementTest, ATestThatHungIsToldByItsVerdict) {
    Evidence evidence = ended(WaitStatus::signalled(SIGTERM));
    evidence.timed_out = std::chrono::seconds(2);
    EXPECT_EQ(judge(evidence, Leaks::fail).summary, "not over after 2 s");
    EXPECT_EQ(judge(evidence, Leaks::fail).cause, std::nullopt);
    evidence.finding = Finding{};
    EXPECT_EQ(judge(evidence, Leaks::fail).summary, "not over after 2 s");
    evidence.finding->moved = true;
    EXPECT_THAT(*judge(evidence, Leaks::fail).summary, StartsWith("not over after 2 s: slow, "));
    evidence.finding->moved = false;
    EXPECT_THAT(*judge(evidence, Leaks::fail).summary, StartsWith("not over after 2 s: stuck, "));
    evidence.finding = Finding{"mutex-cycle", "proven", "two mutexes", true};
    EXPECT_EQ(judge(evidence, Leaks::fail).outcome, Outcome::timeout);
    EXPECT_EQ(judge(evidence, Leaks::fail).cause, "mutex-cycle");
    evidence.deadlocked = true;
    EXPECT_EQ(judge(evidence, Leaks::fail).outcome, Outcome::deadlock);
    EXPECT_EQ(judge(evidence, Leaks::fail).summary, "two mutexes");
}

TEST(JudgementTest, AnExitStatusWithoutAFailedAssertionIsAFailure) {
    EXPECT_EQ(outcome(reported(23)), Outcome::fail);
    EXPECT_THAT(*judge(reported(23), Leaks::fail).summary, HasSubstr("exit status is 23"));
}

TEST(JudgementTest, ASkipExitsWithZeroAndIsNoPass) {
    GtestReport report = ran();
    report.skipped = true;
    report.skip_reason = "no device";
    EXPECT_EQ(outcome(reported(0, report)), Outcome::skip);
    EXPECT_EQ(judge(reported(0, report), Leaks::fail).summary, "no device");
}

TEST(JudgementTest, AnExitBeforeTheReportIsEarlyWhateverItsStatus) {
    EXPECT_EQ(outcome(ended(WaitStatus::exited(0))), Outcome::exit_early);
    EXPECT_EQ(outcome(ended(WaitStatus::exited(3))), Outcome::exit_early);
}

TEST(JudgementTest, ASignalIsACrashEvenAfterTheReport) {
    EXPECT_EQ(outcome(ended(WaitStatus::signalled(SIGSEGV))), Outcome::crash);
    Evidence evidence = reported(0);
    evidence.status = WaitStatus::signalled(SIGABRT);
    EXPECT_EQ(outcome(evidence), Outcome::crash);
    EXPECT_THAT(*judge(evidence, Leaks::fail).summary, HasSubstr("SIGABRT"));
}

TEST(JudgementTest, ATimeoutStandsHoweverTheProcessEnded) {
    Evidence evidence = reported(0);
    evidence.timed_out = std::chrono::milliseconds(1500);
    EXPECT_EQ(outcome(evidence), Outcome::timeout);
    EXPECT_EQ(judge(evidence, Leaks::fail).summary, "not over after 1.5 s");
}

TEST(JudgementTest, ATestThatTheProgramDidNotRunIsNoPass) {
    EXPECT_EQ(outcome(reported(0, {})), Outcome::exec_fail);
}

TEST(JudgementTest, WhatCouldNotBeStartedSaysWhy) {
    Evidence evidence;
    evidence.start_error = "exec /x: Permission denied (EACCES)";
    EXPECT_EQ(outcome(evidence), Outcome::exec_fail);
    EXPECT_EQ(judge(evidence, Leaks::fail).summary, evidence.start_error);
}

TEST(JudgementTest, ALeakSpoilsASuccessAndNothingElse) {
    Evidence evidence = reported(0);
    evidence.leaked = {{7, "sleep 9"}};
    EXPECT_EQ(outcome(evidence), Outcome::leak);
    EXPECT_EQ(judge(evidence, Leaks::report).outcome, Outcome::pass);
    evidence.status = WaitStatus::signalled(SIGSEGV);
    EXPECT_EQ(outcome(evidence), Outcome::crash);
}

TEST(JudgementTest, NotesTellWhatOnlyTheProgramKnows) {
    Evidence evidence = reported(0);
    evidence.note = {"xfail", "known gap", {}};
    EXPECT_EQ(outcome(evidence), Outcome::xfail);
    EXPECT_EQ(judge(evidence, Leaks::fail).summary, "known gap");
    evidence.note.outcome = "xpass";
    EXPECT_EQ(outcome(evidence), Outcome::xpass);
    evidence.note.outcome = "nonsense";
    EXPECT_EQ(outcome(evidence), Outcome::pass);
    evidence = ended(WaitStatus::exited(1));
    evidence.note.outcome = "timeout";
    EXPECT_EQ(outcome(evidence), Outcome::timeout);
}

TEST(JudgementTest, AnExpectedFailureDoesNotHideABadExit) {
    Evidence evidence = reported(23);
    evidence.note.outcome = "xfail";
    EXPECT_EQ(outcome(evidence), Outcome::fail);
}

}  // namespace
}  // namespace hangar::run
