// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <hangar/harness/gtest/examined_stack.hpp>

namespace hangar {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* dump = R"json({"processes": [{"pid": 4, "threads": [
    {"tid": 4, "frames": [{"pc": "0x1"}]},
    {"tid": 5, "frames": [{"pc": "0x2", "function": "spin()", "file": "a.cpp", "line": 7},
                          {"pc": "0x3", "function": "main"}]}]}]})json";

TEST(ExaminedStackTest, IsThatOfTheThreadAlone) {
    EXPECT_THAT(stack_in_dump(dump, 5), ElementsAre("spin() (a.cpp:7)", "main"));
    EXPECT_THAT(stack_in_dump(dump, 4), ElementsAre("0x1"));
    EXPECT_THAT(stack_in_dump(dump, 6), IsEmpty());
}

TEST(ExaminedStackTest, WhatIsNoDumpHasNone) {
    for (const char* text : {"", "no JSON", "[]", R"({"processes": []})"})
        EXPECT_THAT(stack_in_dump(text, 5), IsEmpty()) << text;
}

}  // namespace
}  // namespace hangar
