// SPDX-License-Identifier: Apache-2.0
// A plain GoogleTest program whose tests end in one way or another by the number of the attempt.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

namespace {

int attempt() {
    const char* number = ::getenv("HANGAR_ATTEMPT");
    return number != nullptr ? ::atoi(number) : 0;
}

TEST(Steady, Passes) {}
TEST(Steady, Fails) {
    FAIL() << "attempt " << attempt();
}

TEST(Flaky, FailsOnce) {
    EXPECT_NE(attempt(), 1);
}
TEST(Flaky, CrashesTwice) {
    if (attempt() <= 2) ::abort();
}
TEST(Flaky, HangsOnce) {
    if (attempt() == 1) ::pause();
}

// For repeated runs.
TEST(Third, Fails) {
    EXPECT_NE(attempt(), 3);
}

class Many : public testing::TestWithParam<int> {};
TEST_P(Many, Passes) {}
TEST_P(Many, DISABLED_Fails) {
    FAIL();
}
INSTANTIATE_TEST_SUITE_P(A, Many, testing::Range(0, 20));

}  // namespace
