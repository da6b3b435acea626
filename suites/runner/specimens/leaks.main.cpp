// SPDX-License-Identifier: Apache-2.0
// A plain GoogleTest program whose tests leave processes behind, each in another way. The marker
// that a process left behind carries as its argument tells its test.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

namespace {

// Becomes `sleep 100.<marker>`, which is how the runner's report names it.
[[noreturn]] void become_sleeper(int marker, char* const* environment = environ) {
    std::string program = "sleep";
    std::string duration = "100." + std::to_string(marker);
    char* const arguments[] = {program.data(), duration.data(), nullptr};
    ::execve("/bin/sleep", arguments, environment);
    ::_exit(127);
}

// Returns when the sleeper runs its own program: a pipe that exec closes tells.
template <class Child>
void start(Child child) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    const pid_t pid = ::fork();
    ASSERT_GE(pid, 0);
    if (pid == 0) child();
    ::close(ends[1]);
    char byte = 0;
    ASSERT_EQ(::read(ends[0], &byte, 1), 0);
    ::close(ends[0]);
}

TEST(Leaves, NothingBehind) {
    start([] {
        std::string program = "true";
        char* const arguments[] = {program.data(), nullptr};
        ::execv("/bin/true", arguments);
        ::_exit(127);
    });
}

TEST(Leaves, AChildThatHoldsItsOutput) {
    start([] { become_sleeper(1); });
}

TEST(Leaves, ADaemonInASessionOfItsOwn) {
    start([] {
        ::setsid();
        if (::fork() != 0) ::_exit(0);
        ::close(0);
        ::close(1);
        ::close(2);
        become_sleeper(2);
    });
}

TEST(Leaves, ADaemonWithoutAnEnvironment) {
    start([] {
        ::setsid();
        if (::fork() != 0) ::_exit(0);
        char* const nothing[] = {nullptr};
        become_sleeper(3, nothing);
    });
}

TEST(Leaves, AChildThatIgnoresEverySignal) {
    start([] {
        for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_IGN);
        become_sleeper(4);
    });
}

TEST(Leaves, AFailureAndAChild) {
    start([] { become_sleeper(5); });
    FAIL();
}

TEST(Stays, WithADaemon) {
    start([] {
        ::setsid();
        if (::fork() != 0) ::_exit(0);
        char* const nothing[] = {nullptr};
        become_sleeper(6, nothing);
    });
    ::puts("the daemon is up");
    ::fflush(stdout);
    ::pause();
}

// One leaked process a test, for the question whose it is.
class Each : public testing::TestWithParam<int> {};
TEST_P(Each, LeavesItsOwn) {
    start([] {
        ::setsid();
        if (::fork() != 0) ::_exit(0);
        char* const nothing[] = {nullptr};
        become_sleeper(1000 + GetParam(), nothing);
    });
}
INSTANTIATE_TEST_SUITE_P(Of, Each, testing::Range(0, 24));

}  // namespace
