// SPDX-License-Identifier: Apache-2.0
// The tests that the harness's own tests run as a program: each behaves, or misbehaves, in one way.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <hangar/diag/os/fd.hpp>
#include <hangar/harness.hpp>
#include <iostream>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;

void write_everywhere() {
    std::printf("by printf;");
    std::cout << "by cout;";
    std::cerr << "by cerr;";
    std::clog << "by clog;";
    std::fflush(stdout);
}

TEST(Output, OfAPass) {
    write_everywhere();
}

TEST(Output, OfAFailure) {
    write_everywhere();
    ADD_FAILURE() << "on purpose";
}

TEST(Output, CanBeReadWhileItRuns) {
    write_everywhere();
    std::cout << "out: " << hangar::captured_stdout() << "\nerr: " << hangar::captured_stderr();
    FAIL() << "to be replayed";
}

TEST(Output, DeathTestsSeeTheirChildsStderr) {
    EXPECT_DEATH(
        {
            std::cerr << "last word by cerr\n";
            std::abort();
        },
        "last word by cerr");
}

TEST(Output, DeathTestsSeeNothingElse) {
    EXPECT_DEATH(
        {
            std::cerr << "its only word\n";
            std::abort();
        },
        "^its only word\n$");
}

TEST(Dies, BySegmentationFault) {
    write_everywhere();
    ::raise(SIGSEGV);
}

TEST(Dies, ByAbort) {
    write_everywhere();
    std::abort();
}

TEST(Dies, ByTermination) {
    write_everywhere();
    ::kill(::getpid(), SIGTERM);
}

long exhaust_the_stack(long depth) {
    std::array<volatile char, 4096> frame;
    frame[0] = static_cast<char>(depth);
    return depth < 0 ? frame[0] : exhaust_the_stack(depth + 1) + frame[0];
}

TEST(Dies, ByStackOverflow) {
    write_everywhere();
    std::printf("%ld", exhaust_the_stack(1));
}

TEST(Dies, ByExit) {
    write_everywhere();
    std::exit(7);
}

TEST(Dies, ByExitNow) {
    write_everywhere();
    ::_exit(7);
}

TEST(Dies, InAThread) {
    write_everywhere();
    std::thread([] { std::abort(); }).join();
}

// A child that crashes says nothing of its parent's output.
TEST(Dies, ChildOnly) {
    write_everywhere();
    const pid_t child = ::fork();
    if (child == 0) std::abort();
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

TEST(Marked, Skipped) {
    std::printf("this must not run\n");
    FAIL();
}
HANGAR_SKIP_ON(Marked, Skipped, "thread", "not in a thread");
HANGAR_SKIP_ON(Marked, Skipped, "fd,sys,tee-sys,no", "on no capture");

TEST(Marked, FailsAsExpected) {
    ASSERT_TRUE(false) << "the known gap";
}
HANGAR_XFAIL(Marked, FailsAsExpected, "all", "a known gap");

TEST(Marked, PassesUnexpectedly) {}
HANGAR_XFAIL_SUITE(Marked, "exec", "the whole suite is broken");

TEST(Marked, TheTestsMarkerWinsOverTheSuites) {}
HANGAR_SKIP_ON(Marked, TheTestsMarkerWinsOverTheSuites, "exec", "skipped by its own marker");

TEST(Marked, ThrowsAsExpected) {
    throw std::runtime_error("out of the body");
}

TEST(Late, WaitsForEver) {
    write_everywhere();
    const hangar::os::FdPair pipe = hangar::os::make_pipe().value();
    std::array<std::byte, 1> byte{};
    static_cast<void>(hangar::os::read_some(pipe.first.get(), byte));
}
HANGAR_TIMEOUT(Late, WaitsForEver, 200ms);

TEST(Late, EndsInTime) {}
HANGAR_TIMEOUT_SUITE(Late, 1h);

// 25 children, 1 MiB each to stdout and stderr, half of it through the C++ streams.
void flood() {
    const std::string line = std::string(1023, '#') + "\n";
    for (int kib = 0; kib < 512; ++kib) {
        std::cout << line;
        std::cerr << line;
        if (::write(1, line.data(), line.size()) < 0 || ::write(2, line.data(), line.size()) < 0)
            ::_exit(1);
    }
    std::cout.flush();
    ::_exit(0);
}

TEST(Flood, OfTwentyFiveForkedChildren) {
    std::vector<pid_t> children;
    for (int i = 0; i < 25; ++i) {
        children.push_back(::fork());
        ASSERT_GE(children.back(), 0);
        if (children.back() == 0) flood();
    }
    for (const pid_t child : children) {
        int status = -1;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_EQ(status, 0);
    }
    // Children are taken by descriptor; their streams are real in every other mode.
    const bool taken = hangar::current_selection().first().capture == hangar::CaptureMode::fd;
    EXPECT_EQ(hangar::captured_stdout().size(), taken ? 25U << 20U : 0U);
    EXPECT_EQ(hangar::captured_stderr().size(), taken ? 25U << 20U : 0U);
}

}  // namespace

HANGAR_MAIN();
