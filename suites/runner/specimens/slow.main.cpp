// SPDX-License-Identifier: Apache-2.0
// A plain GoogleTest program for interrupted runs: tests that end at once, and two that don't.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>

namespace {

TEST(First, Passes) {}

void say_ready() {
    ::puts("ready");
    ::fflush(stdout);
}

TEST(Then, WaitsForASignal) {
    say_ready();
    ::pause();
}

TEST(Then, IgnoresInterruptions) {
    ::signal(SIGINT, SIG_IGN);
    ::signal(SIGTERM, SIG_IGN);
    say_ready();
    for (;;) ::pause();
}

TEST(Last, Passes) {}

class Many : public testing::TestWithParam<int> {};
TEST_P(Many, Passes) {}
INSTANTIATE_TEST_SUITE_P(A, Many, testing::Range(0, 50));

}  // namespace
