// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/shm.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <hangar/diag/os/sysv_memory.hpp>
#include <optional>

namespace hangar::os {
namespace {

std::optional<SysvSegment> find(int id) {
    const auto all = list_sysv_segments();
    if (!all) return std::nullopt;
    const auto found = std::ranges::find(*all, id, &SysvSegment::id);
    return found == all->end() ? std::nullopt : std::optional(*found);
}

TEST(SysvMemoryTest, ASegmentIsListedWithItsUsersAndRemoved) {
    const int id = ::shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
    ASSERT_GE(id, 0);
    void* attached = ::shmat(id, nullptr, 0);
    const auto used = find(id);
    ASSERT_TRUE(used.has_value());
    EXPECT_EQ(used->attached, 1U);
    EXPECT_EQ(used->made_by, ::getpid());
    EXPECT_EQ(used->owner, ::geteuid());
    EXPECT_GE(used->size, 4096U);
    ::shmdt(attached);
    EXPECT_EQ(find(id)->attached, 0U);
    EXPECT_TRUE(remove_sysv_segment(id).has_value());
    EXPECT_FALSE(find(id).has_value());
    EXPECT_EQ(remove_sysv_segment(id).error().code, EINVAL);
}

}  // namespace
}  // namespace hangar::os
