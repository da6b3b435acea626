// SPDX-License-Identifier: Apache-2.0
// Hundreds of tests that end in every way there is, so many in each: endings.test.cpp knows the
// numbers. Unaware of hangar; linked with it, some are expected to fail.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>
#include <thread>

#ifdef SPECIMEN_IS_LINKED
#include <hangar/harness.hpp>
#endif

namespace {

// What XML, HTML, JSON and terminals must not take at its word.
const std::array<std::string, 6> hostile{
    "<b>&amp;\"'</b>",           "]]></failure><script>alert(1)</script>",
    "\x1b[31mred\x1b[0m\r\b\t",  std::string("nul\0, \x01\x1f\x7f", 10),
    "\xff\xfe\xc3\x28 no UTF-8", "\xed\xa0\x80 \xef\xbf\xbf \xf0\x9f\xa7\xaa"};

const std::string& hostile_text(int number) {
    return hostile[static_cast<std::size_t>(number) % hostile.size()];
}

int variable(const char* name, int otherwise) {
    const char* value = ::getenv(name);
    return value == nullptr ? otherwise : ::atoi(value);
}

// 0: a child. 1: a daemon in a session of its own. 2: one without an environment. 3: one that
// ignores every signal.
[[noreturn]] void become_daemon(int kind) {
    if (kind > 0) ::setsid();
    if (kind > 0 && ::fork() != 0) ::_exit(0);
    for (int signal = 1; kind == 3 && signal < NSIG; ++signal) ::signal(signal, SIG_IGN);
    std::string program = "sleep";
    std::string duration = "300." + std::to_string(variable("SPECIMEN_MARK", 0));
    char* const arguments[] = {program.data(), duration.data(), nullptr};
    char* const nothing[] = {nullptr};
    ::execve("/bin/sleep", arguments, kind == 2 ? nothing : environ);
    ::_exit(127);
}

// It runs its own program when this returns: exec closes the pipe.
void leave_process(int kind) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const pid_t pid = ::fork();
    ASSERT_GE(pid, 0);
    if (pid == 0) become_daemon(kind);
    ::close(ends[1]);
    char byte = 0;
    EXPECT_EQ(::read(ends[0], &byte, 1), 0);
    ::close(ends[0]);
}

class Numbered : public testing::TestWithParam<int> {};

class Passes : public Numbered {};
TEST_P(Passes, Holds) {
    EXPECT_GE(GetParam(), 0);
    // For who wants to meet such a process at any moment.
    if (::getenv("SPECIMEN_DAEMONS") != nullptr && GetParam() % 4 == 0)
        leave_process(GetParam() / 4 % 4);
}
INSTANTIATE_TEST_SUITE_P(P, Passes, testing::Range(0, variable("SPECIMEN_PASSES", 400)));

class Fails : public Numbered {};
TEST_P(Fails, Asserts) {
    EXPECT_EQ(GetParam(), -1) << hostile_text(GetParam());
    EXPECT_EQ(hostile_text(GetParam()), "") << "and again";
}
INSTANTIATE_TEST_SUITE_P(F, Fails, testing::Range(0, 30));

class Throws : public Numbered {};
TEST_P(Throws, Something) {
    if (GetParam() % 2 == 0) throw std::runtime_error(hostile_text(GetParam()));
    throw GetParam();
}
INSTANTIATE_TEST_SUITE_P(F, Throws, testing::Range(0, 4));

class Skips : public Numbered {};
TEST_P(Skips, Saying) {
    GTEST_SKIP() << hostile_text(GetParam());
}
INSTANTIATE_TEST_SUITE_P(S, Skips, testing::Range(0, 20));

class Crashes : public Numbered {};
TEST_P(Crashes, BySignal) {
    ::signal(GetParam(), SIG_DFL);  // a sanitizer would end the program in its own way
    ::raise(GetParam());
}
INSTANTIATE_TEST_SUITE_P(C, Crashes,
                         testing::Values(SIGSEGV, SIGABRT, SIGFPE, SIGILL, SIGBUS, SIGKILL, SIGTERM,
                                         SIGUSR2));

TEST(CrashesInAThread, ByAnException) {
    ::signal(SIGABRT, SIG_DFL);
    std::thread([] { throw std::runtime_error("nobody catches it"); }).join();
}

class ExitsEarly : public Numbered {};
TEST_P(ExitsEarly, InSomeWay) {
    switch (GetParam()) {
        case 0:
            ::exit(0);
        case 1:
            ::_exit(0);
        case 2:
            ::exit(3);
        default:
            ::quick_exit(0);
    }
}
INSTANTIATE_TEST_SUITE_P(E, ExitsEarly, testing::Range(0, 4));

class Leaves : public Numbered {};
TEST_P(Leaves, AProcess) {
    leave_process(GetParam());
}
INSTANTIATE_TEST_SUITE_P(L, Leaves, testing::Range(0, 4));

class EndsBadly : public Numbered {};
TEST_P(EndsBadly, AfterItHasPassed) {
    ::atexit([] { ::_exit(7); });
}
INSTANTIATE_TEST_SUITE_P(N, EndsBadly, testing::Range(0, 4));

class Hangs : public Numbered {};
TEST_P(Hangs, ForEver) {
    if (GetParam() == 1) ::signal(SIGTERM, SIG_IGN);
    for (;;) ::pause();
}
INSTANTIATE_TEST_SUITE_P(H, Hangs, testing::Range(0, 2));

class Off : public Numbered {};
TEST_P(Off, DISABLED_Fails) {
    FAIL();
}
INSTANTIATE_TEST_SUITE_P(D, Off, testing::Range(0, 8));
TEST(DISABLED_Whole, Fails) {
    FAIL();
}
TEST(DISABLED_Whole, Crashes) {
    ::abort();
}

class BrokenSuite : public testing::Test {
  protected:
    static void SetUpTestSuite() { FAIL() << "the suite's set-up"; }
};
TEST_F(BrokenSuite, First) {}
TEST_F(BrokenSuite, Second) {}

// Every character of ASCII, and more.
struct EveryCharacter {
    template <class T>
    static std::string GetName(int number) {
        if (number == 4) return "\t\n\r\x01\x7f\xff \xc3\xa4\xe2\x82\xac\xf0\x9f\xa7\xaa";
        std::string name;
        for (int c = ' ' + number * 24; c < ' ' + number * 24 + 24 && c < 127; ++c)
            name.push_back(static_cast<char>(c));
        return name;
    }
};
template <class T>
class Typed : public testing::Test {};
using FiveTypes = testing::Types<char, short, int, long, double>;
TYPED_TEST_SUITE(Typed, FiveTypes, EveryCharacter);
TYPED_TEST(Typed, IsSmall) {
    EXPECT_LE(sizeof(TypeParam), 8U);
}
TYPED_TEST(Typed, IsSomething) {
    EXPECT_GE(sizeof(TypeParam), 1U);
}

class Values : public testing::TestWithParam<std::string> {};
TEST_P(Values, AreStrange) {
    std::printf("%s\n", GetParam().c_str());
}
INSTANTIATE_TEST_SUITE_P(V, Values, testing::ValuesIn(hostile));

class EndingsDeathTest : public Numbered {};
TEST_P(EndingsDeathTest, DiesAsExpected) {
    GTEST_FLAG_SET(death_test_style, GetParam() == 0 ? "threadsafe" : "fast");
    EXPECT_EXIT(::_exit(GetParam()), testing::ExitedWithCode(GetParam()), "");
}
INSTANTIATE_TEST_SUITE_P(T, EndingsDeathTest, testing::Range(0, 4));

class Flaky : public Numbered {};
TEST_P(Flaky, FailsTheFirstTime) {
    EXPECT_NE(variable("HANGAR_ATTEMPT", 0), 1);
}
INSTANTIATE_TEST_SUITE_P(R, Flaky, testing::Range(0, 6));

#ifdef SPECIMEN_IS_LINKED
class Expected : public Numbered {};
TEST_P(Expected, ToFail) {
    FAIL() << "as expected";
}
INSTANTIATE_TEST_SUITE_P(X, Expected, testing::Range(0, 4));
HANGAR_XFAIL(Expected, ToFail, "all", "a known gap");

class Unexpected : public Numbered {};
TEST_P(Unexpected, Pass) {}
INSTANTIATE_TEST_SUITE_P(X, Unexpected, testing::Range(0, 3));
HANGAR_XFAIL(Unexpected, Pass, "all", "a gap that is closed");
#endif

}  // namespace

#ifdef SPECIMEN_IS_LINKED
HANGAR_MAIN();
#endif
