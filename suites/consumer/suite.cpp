// SPDX-License-Identifier: Apache-2.0
// A user's suite, with an installed hangar.
#include <hangar/harness.hpp>

namespace {

int add(int a, int b) {
    return a + b;
}

class Consumer : public hangar::BackendSuite {};

ACTOR_TEST_P(Consumer, CallsItsChild) {
    auto nursery = co_await hangar::open_nursery();
    const auto child = co_await nursery.start_actor("child");
    EXPECT_EQ(co_await child.run<&add>(1, 2), 3);
}

TEST(PlainTest, RunsBesideThem) {
    EXPECT_EQ(add(1, 2), 3);
}

}  // namespace

INSTANTIATE_BACKEND_MATRIX(Consumer);
HANGAR_MAIN();
