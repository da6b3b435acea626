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

TEST(FileLockTest, AnAttendantSeesTheOthersAndNotItself) {
    const TempDir dir;
    const auto one = attend_directory(dir.path());
    ASSERT_THAT(one, Succeeds());
    EXPECT_EQ(has_other_attendants(one->get()), false);
    {
        const auto two = attend_directory(dir.path());
        ASSERT_THAT(two, Succeeds());
        EXPECT_EQ(has_other_attendants(one->get()), true);
        EXPECT_EQ(has_other_attendants(two->get()), true);
    }
    EXPECT_EQ(has_other_attendants(one->get()), false);
    EXPECT_THAT(attend_directory("/nowhere"), FailsWith(ENOENT));
}

}  // namespace
}  // namespace hangar::os
