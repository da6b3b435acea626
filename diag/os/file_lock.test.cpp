// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <hangar/diag/os/file_lock.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::os {
namespace {

TEST(FileLockTest, ADirectoryIsClaimedOnceAndFreeWhenTheDescriptorGoes) {
    const TempDir dir;
    {
        const auto first = claim_directory(dir.path());
        ASSERT_THAT(first, Succeeds());
        EXPECT_THAT(claim_directory(dir.path()), FailsWith(EWOULDBLOCK));
    }
    EXPECT_THAT(claim_directory(dir.path()), Succeeds());
}

TEST(FileLockTest, WhatIsNoDirectoryIsRefused) {
    EXPECT_THAT(claim_directory("/dev/null"), FailsWith(ENOTDIR));
    EXPECT_THAT(claim_directory("/nowhere"), FailsWith(ENOENT));
}

}  // namespace
}  // namespace hangar::os
