// SPDX-License-Identifier: Apache-2.0
// What a program with HANGAR_MAIN shows of a test that crashes, seen from outside.
#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <hangar/diag/os/sanitizers.hpp>
#include <hangar/harness/gtest/specimens/run_specimen.hpp>

namespace hangar {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

SpecimenRun run_dying(const std::string& test, const std::vector<std::string>& environment = {}) {
    return run_specimen("harness_gtest_specimen", {"--gtest_filter=" + test}, environment);
}

TEST(CrashTest, ShowsTheStackWithSourceLinesBehindTheOutput) {
    const SpecimenRun run = run_dying("Dies.ByAbort");
    EXPECT_EQ(run.status.returncode(), -SIGABRT);
    const auto shown = run.err.find("----- SIGABRT in thread ");
    ASSERT_NE(shown, std::string::npos) << run.err;
    EXPECT_THAT(run.err.substr(shown),
                AllOf(HasSubstr("Dies_ByAbort_Test::TestBody"), HasSubstr("harness.main.cpp"),
                      HasSubstr("std::abort();"), HasSubstr("in _start")));
    // Where it was, not what it did about the signal.
    EXPECT_THAT(run.err, Not(HasSubstr("on_fatal_signal")));
    EXPECT_THAT(run.out, HasSubstr("----- captured stdout of Dies.ByAbort -----"));
}

TEST(CrashTest, ShowsTheThreadThatCrashed) {
    const SpecimenRun run = run_dying("Dies.InAThread");
    EXPECT_EQ(run.status.returncode(), -SIGABRT);
    EXPECT_THAT(run.err, AllOf(HasSubstr("Dies_InAThread_Test::TestBody()::"),
                               Not(HasSubstr("testing::Test::Run"))));
}

TEST(CrashTest, ShowsWhatExhaustedTheStackAndNotAllOfIt) {
    if (os::has_address_sanitizer) GTEST_SKIP() << "AddressSanitizer has the signal";
    const SpecimenRun run = run_dying("Dies.ByStackOverflow");
    EXPECT_EQ(run.status.returncode(), -SIGSEGV);
    EXPECT_THAT(run.err, AllOf(HasSubstr("----- SIGSEGV in thread "),
                               HasSubstr("exhaust_the_stack"), HasSubstr(" more\n-----\n")));
    EXPECT_LT(std::ranges::count(run.err, '\n'), 100);
}

TEST(CrashTest, ShowsNothingOfAChildThatCrashesOrOfWhatIsSentFromOutside) {
    for (const char* test : {"Dies.ChildOnly", "Dies.ByTermination"}) {
        const SpecimenRun run = run_dying(test);
        EXPECT_THAT(run.err + run.out, Not(HasSubstr("in thread"))) << test;
    }
}

TEST(CrashTest, DiesAsEverWhereThereIsNoExaminer) {
    const SpecimenRun run = run_dying("Dies.ByAbort", {"HANGAR_PROGRAM=/nowhere/hangar"});
    EXPECT_EQ(run.status.returncode(), -SIGABRT);
    EXPECT_THAT(run.err, Not(HasSubstr("in thread")));
    EXPECT_THAT(run.out, HasSubstr("by printf"));
}

}  // namespace
}  // namespace hangar
