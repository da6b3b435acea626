// SPDX-License-Identifier: Apache-2.0
#include <hangar/backends/ipc/proof.hpp>

#include <gtest/gtest.h>

namespace hangar::ipc {
namespace {

TEST(NonceTest, TheHexFormComesBackAndNothingElseIsTaken) {
    const auto nonce = Nonce::random();
    EXPECT_NE(nonce, Nonce::random());
    EXPECT_EQ(Nonce::from_hex(nonce.hex()).value(), nonce);
    EXPECT_FALSE(Nonce::from_hex(nonce.hex() + "0").has_value());
    EXPECT_FALSE(Nonce::from_hex(nonce.hex().substr(1)).has_value());
    EXPECT_FALSE(Nonce::from_hex(std::string(32, 'g')).has_value());
    EXPECT_FALSE(Nonce::from_hex("").has_value());
}

TEST(ProofTest, DependsOnTheSecretTheRoleAndOnWherePartsEnd) {
    const auto secret = Secret::generate().value();
    const auto other = Secret::generate().value();
    const auto proof = prove(secret, "role", {bytes_of("ab"), bytes_of("c")});
    EXPECT_TRUE(same(proof, prove(secret, "role", {bytes_of("ab"), bytes_of("c")})));
    EXPECT_FALSE(same(proof, prove(secret, "role", {bytes_of("a"), bytes_of("bc")})));
    EXPECT_FALSE(same(proof, prove(secret, "other", {bytes_of("ab"), bytes_of("c")})));
    EXPECT_FALSE(same(proof, prove(other, "role", {bytes_of("ab"), bytes_of("c")})));
}

}  // namespace
}  // namespace hangar::ipc
