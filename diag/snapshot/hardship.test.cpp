// SPDX-License-Identifier: Apache-2.0
// Patients that make it hard for the examiner: it gives an answer in its time, whatever they do.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/futex.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <atomic>
#include <hangar/diag/snapshot/patient.test.hpp>
#include <random>
#include <thread>

namespace hangar::snapshot {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

Options within(os::Duration limit) {
    Options options;
    options.interval = milliseconds(5);
    options.deadline = os::Deadline::after(limit);
    return options;
}

// What a reading took, with a margin for a machine that does other things, too.
class Stopwatch {
  public:
    [[nodiscard]] bool is_within(os::Duration limit) const {
        return os::Clock::now() - start_ < limit + seconds(5);
    }

  private:
    os::TimePoint start_ = os::Clock::now();
};

void sleep_in_threads() {
    for (int i = 0; i < 8; ++i)
        std::thread([] {
            for (;;) ::pause();
        }).detach();
    const pid_t parent = ::getpid();
    if (::fork() == 0 && os::set_parent_death_signal(SIGKILL, parent) != 0) ::_exit(1);
    for (;;) ::pause();
}

TEST(HardshipTest, APatientThatDiesAtAnyPointOfTheReading) {
    std::minstd_rand random(4711);
    for (int round = 0; round < 100; ++round) {
        const TestPatient patient(sleep_in_threads);
        const auto delay = microseconds(random() % 8000);
        std::thread killer([&patient, delay] {
            std::this_thread::sleep_for(delay);
            static_cast<void>(patient.handle().signal(SIGKILL));
        });
        const Stopwatch watch;
        const auto snapshot = take(patient.pid(), within(seconds(5)));
        killer.join();
        EXPECT_TRUE(watch.is_within(seconds(5)));
        EXPECT_TRUE(snapshot || snapshot.error().code == ESRCH);
    }
}

TEST(HardshipTest, APatientThatForksWithoutEnd) {
    const TestPatient patient([] {
        for (;;) {
            const pid_t child = ::fork();
            if (child == 0) ::_exit(0);
            if (child > 0) ::waitpid(child, nullptr, 0);
        }
    });
    for (int round = 0; round < 10; ++round) {
        const Stopwatch watch;
        EXPECT_TRUE(take(patient.pid(), within(seconds(3))));
        EXPECT_TRUE(watch.is_within(seconds(3)));
    }
}

// Sleeps on a word for which its maps must be read.
[[noreturn]] void sleep_on_a_word() {
    static std::uint32_t word = 7;
    for (;;) ::syscall(SYS_futex, &word, FUTEX_WAIT, 7, nullptr, nullptr, 0);
}

TEST(HardshipTest, APatientWithAsManyMapsAsThereMayBe) {
    const TestPatient patient([] {
        split_into_maps(100'000);
        sleep_on_a_word();
    });
    const Stopwatch watch;
    const auto snapshot = patient.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::atomic) != nullptr; });
    EXPECT_FALSE(thread_in(snapshot, WaitKind::atomic)->wait.word->shared_memory);
    EXPECT_TRUE(watch.is_within(seconds(10)));
}

TEST(HardshipTest, APatientWithTenThousandDescriptors) {
    constexpr int wanted = 10'000;
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    if (limit.rlim_max < wanted + 100) GTEST_SKIP() << "so many descriptors are not allowed here";
    const TestPatient patient([limit] {
        const rlimit more{.rlim_cur = limit.rlim_max, .rlim_max = limit.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &more);
        for (int i = 0; i < wanted; ++i) ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        for (;;) ::pause();
    });
    const Stopwatch watch;
    const auto snapshot = patient.take_until(
        [](const Snapshot& now) { return thread_in(now, WaitKind::signal) != nullptr; });
    EXPECT_GE(snapshot.processes[0].fds.size(), std::size_t{wanted});
    EXPECT_TRUE(watch.is_within(seconds(10)));
}

TEST(HardshipTest, ADeadlineThatComesInTheMiddleIsSaid) {
    constexpr int wanted = 3'000;
    const TestPatient patient([] {
        for (int i = 0; i < wanted; ++i)
            std::thread([] {
                for (;;) ::pause();
            }).detach();
        for (;;) ::pause();
    });
    static_cast<void>(patient.take_until(
        [](const Snapshot& now) { return now.processes[0].threads.size() > wanted / 2; }));
    const auto snapshot = take(patient.pid(), within(milliseconds(3)));
    ASSERT_TRUE(snapshot);
    EXPECT_FALSE(snapshot->complete);
    EXPECT_FALSE(snapshot->errors.empty());
}

}  // namespace
}  // namespace hangar::snapshot
