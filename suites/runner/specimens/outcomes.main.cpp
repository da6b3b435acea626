// SPDX-License-Identifier: Apache-2.0
// A plain GoogleTest program, unaware of hangar, with a test for every way to end.
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <stdexcept>
#include <string>

namespace {

[[noreturn]] void wait_for_ever() {
    for (;;) ::pause();
}

TEST(Ends, Passes) {}

TEST(Ends, Fails) {
    EXPECT_EQ(1 + 1, 3) << "<&\"' \x1b[31m \xff";
    EXPECT_TRUE(false);
}

TEST(Ends, Skips) {
    GTEST_SKIP() << "no such device";
}

TEST(Ends, Throws) {
    throw std::runtime_error("thrown");
}

TEST(Ends, SegmentationFault) {
    ::signal(SIGSEGV, SIG_DFL);  // a sanitizer would end the program in its own way
    ::raise(SIGSEGV);
}

TEST(Ends, Aborts) {
    ::abort();
}

TEST(Ends, KillsItself) {
    ::kill(::getpid(), SIGKILL);
}

TEST(Ends, ExitsWithZero) {
    ::exit(0);
}

TEST(Ends, ExitsWithThree) {
    ::_exit(3);
}

TEST(Ends, Hangs) {
    wait_for_ever();
}

TEST(Ends, HangsAndIgnoresTheTerminationSignal) {
    ::signal(SIGTERM, SIG_IGN);
    wait_for_ever();
}

TEST(Ends, StopsItself) {
    ::raise(SIGSTOP);
}

TEST(Ends, PrintsAMegabyte) {
    const std::string line(1023, 'x');
    for (int i = 0; i < 1024; ++i) ::puts(line.c_str());
}

TEST(Ends, ReadsAnEmptyInput) {
    EXPECT_EQ(::getchar(), EOF);
}

TEST(Ends, WithStatusSevenAfterAll) {
    // Every assertion holds; the program then ends as a leak checker would end it.
    ::atexit([] { ::_exit(7); });
}

TEST(EndsDeathTest, DiesAsExpected) {
    EXPECT_DEATH(::abort(), "");
}

TEST(EndsDeathTest, DiesAsExpectedInAFreshProcess) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_EXIT(::_exit(3), testing::ExitedWithCode(3), "");
}

TEST(Ends, DISABLED_Fails) {
    FAIL();
}
TEST(DISABLED_Whole, Fails) {
    FAIL();
}

class BrokenSuite : public testing::Test {
  protected:
    static void SetUpTestSuite() { FAIL() << "the suite's set-up"; }
};
TEST_F(BrokenSuite, Passes) {}

class Numbers : public testing::TestWithParam<int> {};
TEST_P(Numbers, AreOdd) {
    EXPECT_EQ(GetParam() % 2, 1);
}
INSTANTIATE_TEST_SUITE_P(Some, Numbers, testing::Values(1, 2, 3));

struct OddNames {
    template <class T>
    static std::string GetName(int i) {
        return i == 0 ? "a-b:c*d/e" : "a?b c\n";
    }
};
template <class T>
class Typed : public testing::Test {};
using TwoTypes = testing::Types<int, char>;
TYPED_TEST_SUITE(Typed, TwoTypes, OddNames);
TYPED_TEST(Typed, IsSmall) {
    EXPECT_LE(sizeof(TypeParam), 4U);
}

}  // namespace
