// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>

#include <hangar/diag/dump/supervise.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_children.hpp>

namespace hangar::dump {
namespace {

using namespace std::chrono_literals;
using os::Succeeds;

os::Deadline soon() {
    return os::Deadline::after(20s);
}

TEST(SuperviseTest, BringsTheLastStage) {
    const std::string large(1U << 20U, 'x');
    const auto result = supervise(
        [&](const StageSink& sink) {
            sink({{"stage", "1"}});
            sink({{"stage", "2"}, {"large", large}});
        },
        soon());
    ASSERT_THAT(result, Succeeds());
    EXPECT_EQ(result->parts, (Parts{{"stage", "2"}, {"large", large}}));
    EXPECT_EQ(result->error, "");
}

TEST(SuperviseTest, KeepsWhatAnExaminerSaidBeforeItDied) {
    const auto result = supervise(
        [](const StageSink& sink) {
            sink({{"stage", "1"}});
            ::raise(SIGKILL);
        },
        soon());
    ASSERT_THAT(result, Succeeds());
    EXPECT_EQ(result->parts, (Parts{{"stage", "1"}}));
    EXPECT_THAT(result->error, testing::HasSubstr("SIGKILL"));
}

TEST(SuperviseTest, DoesNotWaitForOneThatHangs) {
    const auto result = supervise(
        [](const StageSink& sink) {
            sink({{"stage", "1"}});
            for (;;) ::pause();
        },
        os::Deadline::after(100ms));
    ASSERT_THAT(result, Succeeds());
    EXPECT_EQ(result->parts, (Parts{{"stage", "1"}}));
    EXPECT_THAT(result->error, testing::HasSubstr("deadline"));
    EXPECT_THAT(os::children_of_this_process().value(), testing::IsEmpty());
}

TEST(SuperviseTest, AnExaminerThatExitsByItselfIsNoSuccess) {
    const auto result = supervise([](const StageSink&) { ::_exit(3); }, soon());
    ASSERT_THAT(result, Succeeds());
    EXPECT_TRUE(result->parts.empty());
    EXPECT_NE(result->error, "");
}

}  // namespace
}  // namespace hangar::dump
