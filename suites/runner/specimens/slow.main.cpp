// SPDX-License-Identifier: Apache-2.0
// A plain GoogleTest program for interrupted runs: tests that end at once, and two that don't.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

namespace {

TEST(First, Passes) {}

TEST(Then, WaitsForASignal) {
    ::pause();
}

TEST(Then, IgnoresInterruptions) {
    ::signal(SIGINT, SIG_IGN);
    ::signal(SIGTERM, SIG_IGN);
    for (;;) ::pause();
}

TEST(Last, Passes) {}

class Many : public testing::TestWithParam<int> {};
TEST_P(Many, Passes) {}
INSTANTIATE_TEST_SUITE_P(A, Many, testing::Range(0, 50));

}  // namespace
