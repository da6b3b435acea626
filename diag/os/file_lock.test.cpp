// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <hangar/diag/os/file_lock.hpp>
#include <hangar/diag/os/matchers.test.hpp>

namespace hangar::os {
namespace {

TEST(FileLockTest, ADirectoryIsClaimedOnceAndFreeWhenTheDescriptorGoes) {
    {
        const auto first = claim_directory(testing::TempDir());
        ASSERT_THAT(first, Succeeds());
        EXPECT_THAT(claim_directory(testing::TempDir()), FailsWith(EWOULDBLOCK));
    }
    EXPECT_THAT(claim_directory(testing::TempDir()), Succeeds());
}

TEST(FileLockTest, WhatIsNoDirectoryIsRefused) {
    EXPECT_THAT(claim_directory("/dev/null"), FailsWith(ENOTDIR));
    EXPECT_THAT(claim_directory("/nowhere"), FailsWith(ENOENT));
}

}  // namespace
}  // namespace hangar::os
