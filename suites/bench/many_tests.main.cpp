// SPDX-License-Identifier: Apache-2.0
// A thousand tests that do nothing, linked with hangar or not: what isolation itself costs.
#ifdef BENCH_WITHOUT_HANGAR
#include <gtest/gtest.h>
#else
#include <hangar/harness.hpp>
#endif

namespace {

class Trivial : public testing::TestWithParam<int> {};

TEST_P(Trivial, Passes) {
    EXPECT_GE(GetParam(), 0);
}
INSTANTIATE_TEST_SUITE_P(Many, Trivial, testing::Range(0, 1000));

}  // namespace

#ifndef BENCH_WITHOUT_HANGAR
HANGAR_MAIN();
#endif
