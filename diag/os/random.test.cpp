// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/random.hpp>
#include <set>
#include <vector>

namespace hangar::os {
namespace {

TEST(RandomTest, FillsAllOfIt) {
    std::vector<std::byte> bytes(1000);
    ASSERT_THAT(fill_random(bytes), Succeeds());
    EXPECT_GT(std::set<std::byte>(bytes.begin(), bytes.end()).size(), 100U);
    EXPECT_NE(std::vector(bytes.end() - 16, bytes.end()), std::vector<std::byte>(16));
}

TEST(RunIdTest, IsSixteenDigitsAndNeverTheSame) {
    std::set<std::string> ids;
    for (int i = 0; i < 1000; ++i) ids.insert(*make_run_id());
    EXPECT_EQ(ids.size(), 1000U);
    for (const auto& id : ids) EXPECT_THAT(id, testing::MatchesRegex("[0-9a-f]{16}"));
}

TEST(SecretTest, GoesThroughHexUnchanged) {
    const auto secret = Secret::generate();
    ASSERT_THAT(secret, Succeeds());
    EXPECT_EQ(secret->hex().size(), 64U);
    const auto again = Secret::from_hex(secret->hex());
    ASSERT_THAT(again, Succeeds());
    EXPECT_TRUE(again->matches(secret->bytes()));
}

TEST(SecretTest, MatchesNothingElse) {
    const auto secret = Secret::generate();
    EXPECT_FALSE(secret->matches(Secret::generate()->bytes()));
    EXPECT_FALSE(secret->matches(secret->bytes().first(31)));
    EXPECT_FALSE(secret->matches({}));
    std::vector<std::byte> other(secret->bytes().begin(), secret->bytes().end());
    for (auto& byte : other) {
        byte ^= std::byte{0x80};
        EXPECT_FALSE(secret->matches(other));
        byte ^= std::byte{0x80};
    }
    EXPECT_TRUE(secret->matches(other));
}

TEST(SecretTest, RefusesWhatIsNoSecret) {
    for (const auto& text : {std::string(), std::string(63, 'a'), std::string(66, 'a'),
                             std::string(63, 'a') + 'g', "-1" + std::string(62, 'a')})
        EXPECT_THAT(Secret::from_hex(text), FailsWith(EINVAL)) << text;
}

}  // namespace
}  // namespace hangar::os
