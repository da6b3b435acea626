// SPDX-License-Identifier: Apache-2.0
// Tests that print more than anybody keeps, and tests that try to wipe what they have printed.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// What the test is asked to print, and prints: so many lines of 64 bytes, numbered from 0.
long lines_to_print() {
    const char* megabytes = ::getenv("SPECIMEN_MEGABYTES");
    return (megabytes == nullptr ? 100L : std::atol(megabytes)) * (1L << 20) / 64;
}

void print_lines() {
    const long lines = lines_to_print();
    for (long i = 0; i < lines; ++i) std::printf("line %10ld %047d\n", i, 0);
    std::fflush(stdout);
}

// What its output takes of the machine.
long held_megabytes() {
    struct stat info {};
    return ::fstat(1, &info) == 0 ? info.st_blocks * 512 >> 20 : -1;
}

TEST(Floods, TheOutput) {
    print_lines();
}

// It ends when what it has printed takes no more than it is allowed to: while it runs.
TEST(Floods, AndWaitsUntilItIsGivenBack) {
    print_lines();
    for (const auto limit = Clock::now() + 60s; held_megabytes() > 32 && Clock::now() < limit;)
        std::this_thread::sleep_for(10ms);
    EXPECT_LE(held_megabytes(), 32);
    EXPECT_GE(held_megabytes(), 0);
}

TEST(Floods, AndFails) {
    print_lines();
    for (const auto limit = Clock::now() + 60s; held_megabytes() > 8 && Clock::now() < limit;)
        std::this_thread::sleep_for(10ms);
    FAIL() << "it takes " << held_megabytes() << " MiB";
}

TEST(Floods, AndNeverEnds) {
    for (;;) std::puts("again");
}

TEST(Floods, NothingAfterAll) {}

TEST(Wipes, ByOpening) {
    std::puts("before");
    std::fflush(stdout);
    const int again = ::open("/dev/stdout", O_WRONLY | O_TRUNC | O_CLOEXEC);
    if (again >= 0) ::close(again);
    std::puts("after");
}

TEST(Wipes, ByCutting) {
    std::puts("before");
    std::fflush(stdout);
    static_cast<void>(!::ftruncate(1, 0));
    static_cast<void>(!::truncate("/proc/self/fd/2", 0));
    ::lseek(1, 0, SEEK_SET);
    std::puts("after");
}

TEST(Dies, AfterItsWipe) {
    std::puts("before");
    std::fflush(stdout);
    static_cast<void>(!::truncate("/proc/self/fd/1", 0));
    std::puts("after");
    std::fflush(stdout);
    ::raise(SIGKILL);
}

TEST(Wipes, ByAShell) {
    std::puts("before");
    std::fflush(stdout);
    static_cast<void>(!::system("echo shell > /dev/stdout"));
    std::puts("after");
}

}  // namespace
