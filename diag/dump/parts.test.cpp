// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/diag/dump/parts.hpp>

namespace hangar::dump {
namespace {

const Parts sample{{"a", "one"}, {"b", std::string("two\0three", 9)}, {"empty", ""}};

TEST(PartsTest, ComeBackAsTheyWere) {
    std::string stream = encode_parts(sample) + encode_parts({}) + "rest";
    EXPECT_EQ(cut_parts(stream), sample);
    EXPECT_EQ(cut_parts(stream), Parts());
    EXPECT_EQ(stream, "rest");
    EXPECT_EQ(cut_parts(stream), std::nullopt);
}

TEST(PartsTest, AMessageThatIsNotWholeWaitsForItsRest) {
    const std::string whole = encode_parts(sample);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        std::string stream = whole.substr(0, size);
        EXPECT_EQ(cut_parts(stream), std::nullopt);
        EXPECT_EQ(stream.size(), size);
    }
}

TEST(PartsTest, AMessageThatContradictsItselfEndsTheStream) {
    std::string stream = encode_parts(sample);
    stream[8] = '\x7f';  // the first name is longer than its message
    EXPECT_EQ(cut_parts(stream), std::nullopt);
    EXPECT_EQ(stream, "");
}

}  // namespace
}  // namespace hangar::dump
