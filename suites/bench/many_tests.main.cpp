// SPDX-License-Identifier: Apache-2.0
// A thousand tests that do nothing, linked with hangar: what isolation itself costs.
#include <hangar/harness.hpp>

namespace {

class Trivial : public testing::TestWithParam<int> {};

TEST_P(Trivial, Passes) {
    EXPECT_GE(GetParam(), 0);
}
INSTANTIATE_TEST_SUITE_P(Many, Trivial, testing::Range(0, 1000));

}  // namespace

HANGAR_MAIN();
