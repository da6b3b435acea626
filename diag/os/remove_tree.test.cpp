// SPDX-License-Identifier: Apache-2.0
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/files.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::os {
namespace {

bool is_there(const TempDir& dir, const std::string& name) {
    struct stat about {};
    return ::lstat(dir.path(name).c_str(), &about) == 0;
}

void make_dirs(const TempDir& dir, std::initializer_list<const char*> names) {
    for (const auto* name : names) ASSERT_EQ(::mkdir(dir.path(name).c_str(), 0700), 0);
}

void make_files(const TempDir& dir, std::initializer_list<const char*> names) {
    for (const auto* name : names) ASSERT_THAT(create_exclusive(dir.fd(), name), Succeeds());
}

TEST(RemoveTreeTest, RemovesADirectoryWithAllThatIsInIt) {
    const TempDir dir;
    make_dirs(dir, {"a", "a/b", "a/b/c", "a/empty"});
    make_files(dir, {"a/1", "a/b/2", "a/b/c/3", "beside"});
    EXPECT_EQ(*remove_tree(dir.fd(), "a"), 7U);
    EXPECT_FALSE(is_there(dir, "a"));
    EXPECT_TRUE(is_there(dir, "beside"));
}

TEST(RemoveTreeTest, RemovesAFile) {
    const TempDir dir;
    make_files(dir, {"file"});
    EXPECT_EQ(*remove_tree(dir.fd(), "file"), 1U);
    EXPECT_THAT(remove_tree(dir.fd(), "file"), FailsWith(ENOENT));
}

TEST(RemoveTreeTest, FollowsNoLink) {
    const TempDir dir;
    make_dirs(dir, {"a", "precious"});
    make_files(dir, {"precious/file"});
    ASSERT_EQ(::symlink(dir.path("precious").c_str(), dir.path("a/link").c_str()), 0);
    EXPECT_EQ(*remove_tree(dir.fd(), "a"), 2U);
    EXPECT_TRUE(is_there(dir, "precious/file"));
}

TEST(RemoveTreeTest, GivesUpPastItsLimits) {
    const TempDir dir;
    make_dirs(dir, {"a", "a/b", "a/b/c"});
    make_files(dir, {"a/1", "a/2", "a/3"});
    EXPECT_THAT(remove_tree(dir.fd(), "a", {.entries = 100, .depth = 1}), FailsWith(E2BIG));
    EXPECT_THAT(remove_tree(dir.fd(), "a", {.entries = 1, .depth = 64}), FailsWith(E2BIG));
    EXPECT_TRUE(is_there(dir, "a"));
    EXPECT_THAT(remove_tree(dir.fd(), "a"), Succeeds());
}

TEST(RemoveTreeTest, EntersNoOtherFileSystem) {
    constexpr int not_allowed = 77;
    const TempDir dir;
    make_dirs(dir, {"a", "a/mounted"});
    const TestChild child([&](TestParent&) {
        if (::unshare(CLONE_NEWNS) != 0 ||
            ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            ::mount("none", dir.path("a/mounted").c_str(), "tmpfs", 0, nullptr) != 0)
            return not_allowed;
        // By path: the descriptor still leads to where nothing is mounted.
        if (!create_exclusive(AT_FDCWD, dir.path("a/mounted/file"))) return 1;
        const auto removed = remove_tree(AT_FDCWD, dir.path("a"));
        if (removed || removed.error().code != EXDEV) return 2;
        return is_there(dir, "a/mounted/file") ? 0 : 3;
    });
    const auto status = child.wait();
    if (status == WaitStatus::exited(not_allowed)) GTEST_SKIP() << "only root can mount";
    EXPECT_EQ(status, WaitStatus::exited(0));
}

}  // namespace
}  // namespace hangar::os
