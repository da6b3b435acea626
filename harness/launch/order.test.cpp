// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cerrno>
#include <hangar/harness/launch/order.hpp>

namespace hangar::launch {
namespace {

using testing::ElementsAre;
using namespace std::string_literals;

TEST(OrderTest, OfATestIsReadAsItWasWritten) {
    TestOrder order;
    order.tag = 1ULL << 61U;
    order.runner = 17;
    order.filter = "Suite.Name/a b\n";
    order.variables = {"A=", "B=1=2\n"};
    const auto read = decode_order(encode(order));
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(read->tag, order.tag);
    EXPECT_EQ(read->runner, 17);
    EXPECT_EQ(read->filter, order.filter);
    EXPECT_THAT(read->variables, ElementsAre("A=", "B=1=2\n"));
}

TEST(OrderTest, AnAnswerIsReadAsItWasWritten) {
    const auto read = decode_answer(encode(Answer{17, EAGAIN, "clone3"}));
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(read->pid, 17);
    EXPECT_EQ(read->code, EAGAIN);
    EXPECT_EQ(read->step, "clone3");
}

TEST(OrderTest, WhatIsNoneIsAnError) {
    const std::string whole = encode(TestOrder{1, 2, "Suite.Name", {"A=1"}});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const bool is_one_without_variable = size == "1\0002\0Suite.Name\0"s.size();
        EXPECT_EQ(decode_order(whole.substr(0, size)).has_value(), is_one_without_variable) << size;
    }
    EXPECT_FALSE(decode_order("x\0001\0f\0"s));
    EXPECT_FALSE(decode_answer("1\0002\0"s));
    EXPECT_FALSE(decode_answer("1\0002\0step\0more\0"s));
    EXPECT_FALSE(decode_answer("1\0\0step\0"s));
}

}  // namespace
}  // namespace hangar::launch
