// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <hangar/diag/os/cgroup_freezer.hpp>
#include <hangar/diag/os/matchers.test.hpp>

namespace hangar::os {
namespace {

TEST(ParseCgroupTest, FindsBothHierarchies) {
    const auto paths = parse_cgroup("9:name=systemd:/s\n6:cpu,freezer:/a/b\n0::/c:d\n");
    EXPECT_EQ(paths.legacy, "/a/b");
    EXPECT_EQ(paths.unified, "/c:d");
    EXPECT_EQ(parse_cgroup("\n::\n0\n0:x:/y\n"), FreezerPaths());
}

TEST(FindMountTest, ReadsTypeOptionAndEscapes) {
    constexpr std::string_view text =
        "20 1 0:19 / /sys rw shared:2 - sysfs sysfs rw\n"
        "30 20 0:26 / /sys/fs/a\\040b rw,nosuid shared:4 master:1 - cgroup2 cgroup2 rw,nsdelegate\n"
        "31 20 0:27 / /sys/fs/cpu rw - cgroup cgroup rw,cpu\n"
        "32 20 0:28 / /sys/fs/freezer rw - cgroup cgroup rw,freezer\n";
    EXPECT_EQ(find_mount(text, "cgroup2", ""), "/sys/fs/a b");
    EXPECT_EQ(find_mount(text, "cgroup", "freezer"), "/sys/fs/freezer");
    EXPECT_EQ(find_mount(text, "cgroup", "memory"), "");
    EXPECT_EQ(find_mount("1 2 3\n- \n - \n", "cgroup2", ""), "");
}

TEST(CgroupFreezerTest, ARunningProcessIsNotFrozen) {
    const auto self = ProcDir::open(::getpid());
    ASSERT_THAT(self, Succeeds());
    EXPECT_FALSE(CgroupFreezer().is_frozen(*self));
}

}  // namespace
}  // namespace hangar::os
