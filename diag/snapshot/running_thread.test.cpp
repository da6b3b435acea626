// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/socket.h>

#include <array>
#include <hangar/diag/snapshot/patient.test.hpp>
#include <hangar/diag/snapshot/running_thread.hpp>
#include <thread>

namespace hangar::snapshot {
namespace {

constexpr unsigned enough = 100;

// What is seen of a patient that does `body`; empty where nobody may look into the kernel.
std::optional<SpinSamples> samples_of(const std::function<void()>& body) {
    const TestPatient patient(body);
    const auto running = RunningThread::watch(patient.pid(), patient.pid());
    if (!running) return std::nullopt;
    const auto deadline = os::Deadline::after(std::chrono::seconds(20));
    for (;;) {
        const SpinSamples seen = running->samples();
        if (seen.samples >= enough) return seen.in_kernel > 0 ? std::optional(seen) : std::nullopt;
        os::require(!deadline.passed(), "the patient runs");
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

TEST(RunningThreadTest, WhoeverOnlyYieldsMakesEmptyCalls) {
    const auto seen = samples_of([] {
        for (;;) ::sched_yield();
    });
    if (!seen) GTEST_SKIP() << "the kernel may not be sampled here";
    EXPECT_GT(seen->empty_calls, 0U);
}

TEST(RunningThreadTest, WhoeverYieldsBetweenItsRequestsDoesNot) {
    const auto seen = samples_of([] {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends.data()) != 0) ::_exit(1);
        for (std::array<char, 16> request{};;)
            if (::recv(ends[0], request.data(), request.size(), MSG_DONTWAIT) < 0) ::sched_yield();
    });
    if (!seen) GTEST_SKIP() << "the kernel may not be sampled here";
    EXPECT_EQ(seen->empty_calls, 0U);
}

}  // namespace
}  // namespace hangar::snapshot
