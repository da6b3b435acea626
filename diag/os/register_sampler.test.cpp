// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/register_sampler.hpp>
#include <thread>

namespace hangar::os {
namespace {

// Until there are enough samples of a child that does `body` without end.
RegisterSampler::Counts sample(void (*body)()) {
    const TestChild child([body](TestParent& parent) {
        parent.ready();
        body();
        return 0;
    });
    EXPECT_EQ(child.wait_ready(), "");
    const auto sampler = RegisterSampler::start(child.id().pid);
    if (!sampler) return {};
    const Deadline deadline = soon();
    while (sampler->counts().samples < 50 && !deadline.passed()) std::this_thread::yield();
    return sampler->counts();
}

bool is_allowed() {
    return RegisterSampler::start(::getpid()).has_value();
}

void spin() {
    for (;;) asm volatile("");
}

void compute() {
    std::uint64_t value = 1;
    for (std::uint64_t i = 0;; ++i) {
        value = value * 6364136223846793005U + i;
        asm volatile("" : "+r"(value));
    }
}

void poll_in_the_kernel() {
    for (;;) static_cast<void>(::getppid());
}

TEST(RegisterSamplerTest, TellsASpinFromAComputation) {
    if (!is_allowed()) GTEST_SKIP() << "perf_event_open is not allowed here";
    const auto spinning = sample(spin);
    EXPECT_GE(spinning.samples, 50U);
    EXPECT_LE(spinning.distinct * 4, spinning.samples);
    EXPECT_LT(spinning.in_kernel * 2, spinning.samples);
    EXPECT_NE(spinning.stack_pointer, 0U);
    const auto polling = sample(poll_in_the_kernel);
    EXPECT_LE(polling.distinct * 4, polling.samples);
    EXPECT_EQ(polling.calls.empty(), polling.in_kernel == 0);
    const auto computing = sample(compute);
    EXPECT_GE(computing.samples, 50U);
    EXPECT_GT(computing.distinct * 4, computing.samples);
}

TEST(RegisterSamplerTest, FailsForAThreadThatIsNotThere) {
    EXPECT_THAT(RegisterSampler::start(0x7ffffffe), FailsWith(ESRCH));
}

}  // namespace
}  // namespace hangar::os
