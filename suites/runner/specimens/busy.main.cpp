// SPDX-License-Identifier: Apache-2.0
// A plain GoogleTest program whose tests take a quarter of a second of processor time each.
#include <gtest/gtest.h>
#include <time.h>

namespace {

double processor_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

class Busy : public testing::TestWithParam<int> {};
TEST_P(Busy, ForAWhile) {
    while (processor_seconds() < 0.25) {
    }
}
INSTANTIATE_TEST_SUITE_P(A, Busy, testing::Range(0, 4));

}  // namespace
