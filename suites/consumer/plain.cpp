// SPDX-License-Identifier: Apache-2.0
// A GoogleTest program that is not linked with hangar.
#include <gtest/gtest.h>

#include <string>

namespace {

TEST(Plain, Passes) {}

TEST(Plain, Skips) {
    GTEST_SKIP() << "nothing to do";
}

TEST(Plain, DISABLED_Fails) {
    FAIL() << "it was run";
}

struct OddNames {
    template <class T>
    static std::string GetName(int number) {
        return number == 0 ? "a[;b" : "c*:d-e";
    }
};
template <class T>
class Typed : public testing::Test {};
using TwoTypes = testing::Types<int, char>;
TYPED_TEST_SUITE(Typed, TwoTypes, OddNames);
TYPED_TEST(Typed, Passes) {
    EXPECT_GE(sizeof(TypeParam), 1U);
}

}  // namespace
