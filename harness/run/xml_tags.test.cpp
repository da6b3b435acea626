// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <vector>

#include <hangar/harness/run/xml_tags.hpp>

namespace hangar::run {
namespace {

std::vector<std::string> names(std::string_view text) {
    XmlTags tags(text);
    std::vector<std::string> all;
    while (const auto tag = tags.next()) all.emplace_back(tag->name);
    return all;
}

TEST(XmlTagsTest, TagsComeInOrderAndWhatIsBetweenIsPassedOver) {
    EXPECT_EQ(names("<?xml version=\"1.0\"?>\n<a x=\"1\">text<b/><!-- <no> --></a>"),
              (std::vector<std::string>{"a", "b", "/a"}));
}

TEST(XmlTagsTest, WhatLooksLikeATagInCharacterDataIsNone) {
    EXPECT_EQ(names("<a><![CDATA[<b></a>]]></a>"), (std::vector<std::string>{"a", "/a"}));
}

TEST(XmlTagsTest, AttributesAreReadWithTheirReferences) {
    XmlTags tags(R"(<test name="a&lt;b&#x0A;&#233;" other='"' line="3" />)");
    const auto tag = tags.next();
    ASSERT_TRUE(tag);
    EXPECT_EQ(tag->name, "test");
    EXPECT_EQ(tag->attribute("name"), "a<b\n\u00e9");
    EXPECT_EQ(tag->attribute("other"), "\"");
    EXPECT_EQ(tag->attribute("line"), "3");
    EXPECT_EQ(tag->attribute("absent"), "");
}

TEST(XmlTagsTest, WhatIsCutOffEndsTheSequence) {
    EXPECT_EQ(names("<a><b x=\"1"), std::vector<std::string>{"a"});
    EXPECT_EQ(names("<a><![CDATA[ for ever"), std::vector<std::string>{"a"});
    EXPECT_EQ(names(""), std::vector<std::string>{});
}

TEST(XmlTagsTest, WhatIsNoReferenceStays) {
    EXPECT_EQ(resolve_references("a & b &nope; &#xZ; &#x110000; &"),
              "a & b &nope; &#xZ; &#x110000; &");
    EXPECT_EQ(resolve_references("&#x1F600;&#x20AC;"), "\U0001F600\u20AC");
}

}  // namespace
}  // namespace hangar::run
