// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/harness/run/test_list.hpp>

namespace hangar::run {
namespace {

TEST(TestListTest, TheJsonFormTellsFilesAndParameters) {
    const auto tests = parse_json_list(R"({"tests":2,"name":"AllTests","testsuites":[
        {"name":"A","tests":1,"testsuite":[{"name":"B","file":"a.cpp","line":7}]},
        {"name":"P/T/0","tests":1,"testsuite":[
            {"name":"C/x","value_param":"3","type_param":"int","file":"b.cpp","line":8}]}]})");
    ASSERT_TRUE(tests);
    EXPECT_EQ(*tests, (std::vector<events::TestInfo>{{"A.B", "a.cpp", 7, "", ""},
                                                     {"P/T/0.C/x", "b.cpp", 8, "3", "int"}}));
}

TEST(TestListTest, BytesThatTheJsonFormHasMadeCharactersAreBytesAgain) {
    const auto tests = parse_json_list(R"({"testsuites":[{"name":"\u00c3\u00a4\u00FF",
        "testsuite":[{"name":"\u0001B\u00e2\u0082\u00ac"}]}]})");
    ASSERT_TRUE(tests);
    EXPECT_EQ(tests->front().name,
              "\xc3\xa4\xff.\x01"
              "B\xe2\x82\xac");
    const auto newer = parse_json_list(
        "{\"testsuites\":[{\"name\":\"A\","
        "\"testsuite\":[{\"name\":\"\xc3\xa4\"}]}]}");
    ASSERT_TRUE(newer);
    EXPECT_EQ(newer->front().name, "A.\xc3\xa4");
}

TEST(TestListTest, AProgramWithoutTestsHasAnEmptyList) {
    EXPECT_EQ(parse_json_list(R"({"tests":0,"name":"AllTests","testsuites":[]})")->size(), 0U);
}

TEST(TestListTest, WhatIsNoJsonListIsNone) {
    for (const char* text : {"", "{", "[]", "{}", R"({"testsuites":3})", R"({"testsuites":[3]})",
                             R"({"testsuites":[{"name":"A","testsuite":[{"name":3}]}]})"})
        EXPECT_FALSE(parse_json_list(text)) << text;
}

TEST(TestListTest, TheTextFormIsReadAfterTheProgramsOwnLines) {
    const auto tests = parse_text_list(
        "Running main() from gtest_main.cc\n"
        "A.\n  B\n  DISABLED_C\n"
        "T/0.  # TypeParam = std::map<int, int>\n  D\n"
        "P/S.\n  E/0  # GetParam() = (1, \"a b\")\n");
    ASSERT_TRUE(tests);
    EXPECT_EQ(*tests, (std::vector<events::TestInfo>{{"A.B"},
                                                     {"A.DISABLED_C"},
                                                     {"T/0.D", "", 0, "", "std::map<int, int>"},
                                                     {"P/S.E/0", "", 0, "(1, \"a b\")", ""}}));
}

TEST(TestListTest, TextThatIsNoListIsNone) {
    for (const char* text :
         {"", "hello\n", "--gtest_list_tests --gtest_output=json:/x\n", "A.\n",
          "A.\n  B\nand then it goes on\n", "A.\n  two words\n", "usage: prog [options]\n  -h\n"})
        EXPECT_FALSE(parse_text_list(text)) << text;
}

}  // namespace
}  // namespace hangar::run
