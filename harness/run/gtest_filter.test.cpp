// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/harness/run/gtest_filter.hpp>

namespace hangar::run {
namespace {

TEST(GtestFilterTest, SelectsAsGoogleTestDoes) {
    struct Case {
        const char* filter;
        const char* name;
        bool selected;
    };
    for (const Case& each : {
             Case{"", "A.B", true},
             Case{"*", "A.B", true},
             Case{"A.B", "A.B", true},
             Case{"A.B", "A.Bc", false},
             Case{"A.*", "A.B", true},
             Case{"A.?", "A.B", true},
             Case{"A.??", "A.B", false},
             Case{"X:A.B:Y", "A.B", true},
             Case{"-A.B", "A.B", false},
             Case{"-A.B", "A.C", true},
             Case{"A.*-A.B", "A.B", false},
             Case{"A.*-A.B", "A.C", true},
             Case{"*-*B:*C", "A.C", false},
             Case{"*/1", "P/A.B/1", true},
             Case{"*a*b*", "xxaxxbxx", true},
             Case{"*a*b", "xaxbx", false},
             Case{":::A.B", "A.B", true},
             Case{"**", "", true},
         })
        EXPECT_EQ(GtestFilter(each.filter).matches(each.name), each.selected)
            << each.filter << " on " << each.name;
}

TEST(GtestFilterTest, ManyStarsCostNoMoreThanTheProductOfTheLengths) {
    std::string pattern;
    for (int i = 0; i < 200; ++i) pattern += "*a";
    EXPECT_FALSE(matches_pattern(pattern + "b", std::string(5000, 'a')));
}

TEST(GtestFilterTest, AnOddNameSelectsItself) {
    EXPECT_EQ(filter_for("Suite/a-b:c*.Name"), "Suite/a?b?c?.Name");
    EXPECT_TRUE(GtestFilter(filter_for("S/a-b.N")).matches("S/a-b.N"));
}

TEST(GtestFilterTest, DisabledIsAPrefixOfEitherNameOrWhatFollowsASlash) {
    for (const char* name : {"DISABLED_A.B", "P/DISABLED_A.B", "A.DISABLED_B", "A.DISABLED_B/0"})
        EXPECT_TRUE(is_disabled(name)) << name;
    for (const char* name : {"A.B", "A.NotDISABLED_B", "ADISABLED_.B", "A", ""})
        EXPECT_FALSE(is_disabled(name)) << name;
}

}  // namespace
}  // namespace hangar::run
