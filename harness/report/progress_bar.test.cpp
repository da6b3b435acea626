// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/harness/report/progress_bar.hpp>

namespace hangar::report {
namespace {

using testing::ElementsAre;

ProgressState half_way() {
    using events::Milliseconds;
    return {
        5, 10, 2, Milliseconds(61'000), {{"prog A.Long", Milliseconds(12'340)}, {"prog B.C", {}}}};
}

TEST(ProgressBarTest, TellsHowFarItIsAndWhatRuns) {
    EXPECT_THAT(progress_lines(half_way(), 80, 10),
                ElementsAre("[###############...............] 5/10, 2 failed  1:01",
                            "   12.3 s  prog A.Long", "    0.0 s  prog B.C"));
    EXPECT_EQ(progress_lines(half_way(), 80, 2).size(), 2U);
}

TEST(ProgressBarTest, NoLineIsWiderThanTheTerminal) {
    for (int columns = 0; columns < 90; ++columns)
        for (const auto& line : progress_lines(half_way(), columns, 10))
            EXPECT_LE(line.size(), static_cast<std::size_t>(columns));
    EXPECT_THAT(progress_lines(half_way(), 22, 1), ElementsAre("5/10, 2 failed  1:01"));
    EXPECT_THAT(progress_lines(half_way(), 4, 1), ElementsAre("5/10"));
    EXPECT_THAT(progress_lines(half_way(), 0, 1), ElementsAre(""));
}

TEST(ProgressBarTest, NothingOfANameMovesTheCursorAndNoCharacterIsCut) {
    EXPECT_EQ(fitted("a\x1b[2J\n\x7f", 80), "a?[2J??");
    EXPECT_EQ(fitted("\xc3\xa9\xc3\xa9", 1), "\xc3\xa9");
    EXPECT_EQ(fitted("\xc2\x9b"
                     "2J\xff\xc3",
                     80),
              "?2J??");
}

TEST(ProgressBarTest, WhatMayBeWideCountsAsTwoColumns) {
    const std::string wide = "\xe8\xaf\x95\xe9\xaa\x8c";  // two characters
    EXPECT_EQ(columns_of(wide + "\xc3\xa9"
                                "a\xff"),
              7U);
    EXPECT_EQ(fitted(wide, 4), wide);
    EXPECT_EQ(fitted(wide, 3), wide.substr(0, 3));
}

TEST(ProgressBarTest, ARunWithoutTestsIsNoProblem) {
    EXPECT_THAT(progress_lines({}, 80, 3),
                ElementsAre("[..............................] 0/0  0:00"));
}

}  // namespace
}  // namespace hangar::report
