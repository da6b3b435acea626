// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/harness/report/xml_text.hpp>

namespace hangar::report {
namespace {

using namespace std::string_view_literals;

TEST(XmlTextTest, MarkupIsEscaped) {
    EXPECT_EQ(xml_text(R"(<a b="c" d='e'>&]]>)"),
              "&lt;a b=&quot;c&quot; d=&apos;e&apos;&gt;&amp;]]&gt;");
}

TEST(XmlTextTest, LineEndsSurviveAnAttributeAndStayReadableInAnElement) {
    EXPECT_EQ(xml_text("a\r\n\tb"), "a&#13;&#10;&#9;b");
    EXPECT_EQ(xml_body("a\r\n\tb"), "a&#13;\n\tb");
}

TEST(XmlTextTest, ControlCharactersBecomeTheirPictures) {
    EXPECT_EQ(xml_text("\0\x1b[31m\x7f"sv), "\u2400\u241b[31m\u2421");
}

TEST(XmlTextTest, GoodUtf8IsKept) {
    EXPECT_EQ(xml_text("é漢😀"), "é漢😀");
}

TEST(XmlTextTest, BadUtf8IsReplacedByteByByte) {
    EXPECT_EQ(xml_text("a\xff\xc3z"), "a\uFFFD\uFFFDz");
    EXPECT_EQ(xml_text("\xc0\xaf"), "\uFFFD\uFFFD");  // an overlong slash
    EXPECT_EQ(xml_text("\xe2\x82"), "\uFFFD\uFFFD");  // cut off
}

TEST(XmlTextTest, CharactersThatXmlForbidsAreReplaced) {
    EXPECT_EQ(xml_text("\xed\xa0\x80"), "\uFFFD");  // a surrogate
    EXPECT_EQ(xml_text("\uFFFE"), "\uFFFD");
    EXPECT_EQ(xml_text("\xf4\x90\x80\x80"), "\uFFFD");  // beyond U+10FFFF
}

}  // namespace
}  // namespace hangar::report
