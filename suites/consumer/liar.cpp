// SPDX-License-Identifier: Apache-2.0
// A test that fails, and prints what a runner prints of one that was skipped.
#include <gtest/gtest.h>

#include <cstdio>

namespace {

TEST(Liar, SaysThatItWasSkipped) {
    std::puts("10 passed, 0 failed, 1 skipped");
    FAIL();
}

}  // namespace
