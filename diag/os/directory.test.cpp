// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <hangar/diag/os/directory.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::os {
namespace {

namespace fs = std::filesystem;

class DirectoryTest : public testing::Test {
  protected:
    const TempDir dir_;
    const std::string root_ = dir_.path("root");
};

TEST_F(DirectoryTest, MakesEveryMissingDirectoryForItsOwnerAlone) {
    ASSERT_TRUE(make_directories(root_ + "/a//b/"));
    for (const char* each : {"", "/a", "/a/b"})
        EXPECT_EQ(fs::status(root_ + each).permissions(), fs::perms::owner_all) << each;
    EXPECT_TRUE(make_directories(root_ + "/a/b"));
}

TEST_F(DirectoryTest, SaysWhatStandsInTheWay) {
    ASSERT_TRUE(make_directories(root_));
    std::ofstream(root_ + "/file") << "x";
    const auto status = make_directories(root_ + "/file/below");
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ENOTDIR);
    EXPECT_EQ(status.error().target, root_ + "/file");
}

}  // namespace
}  // namespace hangar::os
