// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/diag/os/invariant.hpp>
#include <string>

namespace hangar::os {
namespace {

TEST(InvariantDeathTest, SaysWhatBrokeAndWhere) {
    EXPECT_EXIT(require(1 > 2, "one is greater than two"), testing::KilledBySignal(SIGABRT),
                "hangar: broken invariant: one is greater than two \\(.*invariant.test.cpp:[0-9]+");
}

TEST(InvariantDeathTest, CutsWhatIsTooLong) {
    const std::string endless(5000, 'x');
    EXPECT_EXIT(broken_invariant(endless.c_str()), testing::KilledBySignal(SIGABRT), "xxxx");
}

TEST(InvariantTest, PassesWhatHolds) {
    require(2 > 1, "two is greater than one");
}

}  // namespace
}  // namespace hangar::os
