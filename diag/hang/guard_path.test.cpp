// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <hangar/diag/hang/guard_path.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::hang {
namespace {

TEST(GuardPathTest, IsAbsoluteAndAnotherOneForEach) {
    const std::string here = std::filesystem::current_path().string();
    EXPECT_EQ(guard_path("hang.txt", {}).value(), here + "/hang.txt");
    EXPECT_EQ(guard_path("/a/./hang.txt", {"/a/hang.txt"}).value(), "/a/hang-2.txt");
    EXPECT_EQ(guard_path("/a/hang", {"/a/hang", "/a/hang-2"}).value(), "/a/hang-3");
}

TEST(GuardPathTest, WithoutAWishItIsInTheFolderForDumps) {
    const os::TempDir base;
    ::setenv("HANGAR_DUMP_DIR", base.path("dumps/mine").c_str(), 1);
    const auto path = guard_path("", {});
    ::unsetenv("HANGAR_DUMP_DIR");
    EXPECT_EQ(path.value(),
              base.path("dumps/mine") + "/hang-" + std::to_string(::getpid()) + ".txt");
    EXPECT_TRUE(std::filesystem::is_directory(base.path("dumps/mine")));
}

TEST(GuardPathTest, RefusesOneThatIsTooLong) {
    EXPECT_EQ(guard_path(std::string(4090, 'x'), {}).error().code, ENAMETOOLONG);
}

TEST(GuardPathTest, TheJsonIsBesideTheText) {
    EXPECT_EQ(json_beside("/a.d/hang.txt"), "/a.d/hang.json");
    EXPECT_EQ(json_beside("/a.txt/hang"), "/a.txt/hang.json");
    EXPECT_EQ(json_beside("/a/hang.log"), "/a/hang.log.json");
}

}  // namespace
}  // namespace hangar::hang
