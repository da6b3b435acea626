// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <hangar/diag/os/directory_spread.hpp>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::os {
namespace {

// Of a file that exists; nothing if its file system knows none.
std::optional<int> flags_of(const std::string& path) {
    const auto file = open_file(AT_FDCWD, path, O_RDONLY);
    int flags = 0;
    if (!file || ::ioctl(file->get(), FS_IOC_GETFLAGS, &flags) != 0) return std::nullopt;
    return flags;
}

TEST(SpreadSubdirectoriesTest, TheHintIsSetAndNothingElse) {
    const TempDir dir;
    const auto before = flags_of(dir.path());
    const auto set = spread_subdirectories(dir.path());
    if (!set) GTEST_SKIP() << set.error().message();
    EXPECT_EQ(flags_of(dir.path()), *before | FS_TOPDIR_FL);
}

TEST(SpreadSubdirectoriesTest, SaysWhenThereIsNoDirectory) {
    const TempDir dir;
    const auto set = spread_subdirectories(dir.path("missing"));
    ASSERT_FALSE(set);
    EXPECT_EQ(set.error().code, ENOENT);
}

}  // namespace
}  // namespace hangar::os
