// SPDX-License-Identifier: Apache-2.0
// A thousand tests that do nothing, linked with hangar or not: what isolation itself costs. With
// BENCH_TEST_US each keeps a processor busy for so long: what the harness adds to that.
#ifdef BENCH_WITHOUT_HANGAR
#include <gtest/gtest.h>
#else
#include <hangar/harness.hpp>
#endif

#include <time.h>

#include <cstdlib>

namespace {

// By what this thread has had of a processor: however busy the machine is, it is as much work.
long long microseconds_used() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * 1'000'000LL + now.tv_nsec / 1000;
}

void work() {
    static const char* const asked = std::getenv("BENCH_TEST_US");
    if (asked == nullptr) return;
    const auto end = microseconds_used() + std::atoll(asked);
    while (microseconds_used() < end) {
    }
}

class Trivial : public testing::TestWithParam<int> {};

TEST_P(Trivial, Passes) {
    work();
    EXPECT_GE(GetParam(), 0);
}
INSTANTIATE_TEST_SUITE_P(Many, Trivial, testing::Range(0, 1000));

}  // namespace

#ifndef BENCH_WITHOUT_HANGAR
HANGAR_MAIN();
#endif
