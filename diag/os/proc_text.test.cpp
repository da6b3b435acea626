// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdint>
#include <hangar/diag/os/proc_text.hpp>

namespace hangar::os {
namespace {

TEST(ProcTextTest, CutsAtASeparator) {
    std::string_view rest = "a\nb";
    EXPECT_EQ(cut(rest, '\n'), "a");
    EXPECT_EQ(cut(rest, '\n'), "b");
    EXPECT_EQ(cut(rest, '\n'), "");
    EXPECT_EQ(rest, "");
}

TEST(ProcTextTest, CutsWords) {
    std::string_view rest = "  one\ttwo \n three ";
    EXPECT_EQ(cut_word(rest), "one");
    EXPECT_EQ(cut_word(rest), "two");
    EXPECT_EQ(cut_word(rest), "three");
    EXPECT_EQ(cut_word(rest), "");
}

TEST(ProcTextTest, TrimsBothEnds) {
    EXPECT_EQ(trimmed(" \ta b\n"), "a b");
    EXPECT_EQ(trimmed(" \n\t "), "");
}

TEST(ProcTextTest, ANumberIsNothingButANumber) {
    EXPECT_EQ(parse_number<int>("-42"), -42);
    EXPECT_EQ(parse_number<std::uint64_t>("ffffffffffffffff", 16), UINT64_MAX);
    for (const auto* text : {"", "-", "4x", "x4", " 4", "4 ", "99999999999"})
        EXPECT_EQ(parse_number<int>(text), std::nullopt) << text;
    EXPECT_EQ(parse_number<unsigned>("-1"), std::nullopt);
}

TEST(ProcTextTest, WhatIsNoNumberLeavesTheOldOne) {
    std::string_view rest = "12 x 13";
    int value = 0;
    EXPECT_TRUE(cut_number(rest, value));
    EXPECT_FALSE(cut_number(rest, value));
    EXPECT_EQ(value, 12);
    EXPECT_TRUE(cut_number(rest, value));
    EXPECT_FALSE(cut_number(rest, value));
    EXPECT_EQ(value, 13);
}

TEST(ProcTextTest, UndoesTheKernelsEscapes) {
    EXPECT_EQ(unescaped(R"(a\nb\\c\040d)"), "a\nb\\c d");
    EXPECT_EQ(unescaped(R"(\)"), "\\");
    EXPECT_EQ(unescaped(R"(\04)"), "04");
    EXPECT_EQ(unescaped(""), "");
}

}  // namespace
}  // namespace hangar::os
