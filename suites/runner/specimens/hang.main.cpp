// SPDX-License-Identifier: Apache-2.0
// Tests that hang, each in its own way.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <latch>
#include <mutex>
#include <thread>
#include <vector>

#include <hangar/diag.hpp>

namespace {

using namespace std::chrono_literals;

std::mutex here;
std::mutex there;

void lock_both(std::mutex& first, std::mutex& second, std::latch& both) {
    const std::scoped_lock one(first);
    both.arrive_and_wait();
    const std::scoped_lock other(second);
}

// Nobody can end it.
TEST(HangTest, Deadlock) {
    std::latch both(2);
    std::thread one([&both] { lock_both(here, there, both); });
    lock_both(there, here, both);
    one.join();
}

// The same, in a corner that the test does without: it goes on.
TEST(HangTest, ACorner) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        here.lock();
        std::thread([] { here.lock(); }).join();
        ::_exit(0);
    }
    std::this_thread::sleep_for(3s);
    ::kill(child, SIGKILL);
    EXPECT_EQ(::waitpid(child, nullptr, 0), child);
}

// A child that nobody reads, and that is waited for.
TEST(HangTest, PipeFull) {
    std::array<int, 2> pipe{};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(pipe[0]);
        const std::vector<char> much(1U << 20U);
        static_cast<void>(::write(pipe[1], much.data(), much.size()));
        ::_exit(0);
    }
    ::close(pipe[1]);
    ::waitpid(child, nullptr, 0);
}

// It waits for what may come.
TEST(HangTest, Sleeps) {
    std::this_thread::sleep_for(1000s);
}

// It leaves a dump of its own accord, and passes.
TEST(HangTest, Guarded) {
    const hangar::diag::DumpOnHang guard{10ms};
    while (!guard.has_dumped()) std::this_thread::sleep_for(1ms);
}

}  // namespace
