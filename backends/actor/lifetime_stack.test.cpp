// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/backends/actor/lifetime_stack.hpp>
#include <stdexcept>
#include <vector>

namespace hangar::actor {
namespace {

using testing::ElementsAre;

TEST(LifetimeStackTest, RunsTheLastActionFirst) {
    std::vector<int> order;
    LifetimeStack stack;
    stack.defer([&] { order.push_back(1); });
    stack.defer([&] { order.push_back(2); });
    stack.unwind();
    EXPECT_THAT(order, ElementsAre(2, 1));
    EXPECT_TRUE(stack.empty());
}

TEST(LifetimeStackTest, GoesOnAfterAnActionThatThrows) {
    bool ran = false;
    {
        LifetimeStack stack;
        stack.defer([&] { ran = true; });
        stack.defer([] { throw std::runtime_error("a broken action"); });
    }
    EXPECT_TRUE(ran);
}

TEST(LifetimeStackTest, RunsWhatAnActionDefers) {
    std::vector<int> order;
    LifetimeStack stack;
    stack.defer([&] {
        order.push_back(1);
        stack.defer([&] { order.push_back(2); });
    });
    stack.unwind();
    EXPECT_THAT(order, ElementsAre(1, 2));
}

}  // namespace
}  // namespace hangar::actor
