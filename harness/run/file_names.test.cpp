// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/harness/run/file_names.hpp>

namespace hangar::run {
namespace {

TEST(FileNamesTest, SlashesBecomeDots) {
    EXPECT_EQ(FileNames().unique("Matrix/Echo.RoundTrip/exec_fd_uds"),
              "Matrix.Echo.RoundTrip.exec_fd_uds");
}

TEST(FileNamesTest, NamesThatFallTogetherAreToldApart) {
    FileNames names;
    EXPECT_EQ(names.unique("A.B/C"), "A.B.C");
    EXPECT_EQ(names.unique("A.B.C"), "A.B.C~2");
    EXPECT_EQ(names.unique("A/B.C"), "A.B.C~3");
    EXPECT_EQ(names.unique("A.B.C~2"), "A.B.C_2");
}

TEST(FileNamesTest, NoNameLeadsElsewhereOrSpeaksToATerminal) {
    FileNames names;
    EXPECT_EQ(names.unique(""), "_");
    EXPECT_EQ(names.unique(".."), "_..");
    EXPECT_EQ(names.unique("../x"), "_...x");
    EXPECT_EQ(names.unique("-rf"), "_-rf");
    EXPECT_EQ(names.unique("a\x1b[31m\nb c"), "a_[31m_b_c");
}

TEST(FileNamesTest, LongNamesAreCutAndStillToldApart) {
    FileNames names;
    const std::string first = names.unique(std::string(1000, 'x') + "1");
    const std::string second = names.unique(std::string(1000, 'x') + "2");
    EXPECT_NE(first, second);
    EXPECT_LT(second.size(), 240U);
}

}  // namespace
}  // namespace hangar::run
