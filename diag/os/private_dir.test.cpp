// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/private_dir.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::os {
namespace {

mode_t mode_of(int fd) {
    struct stat about {};
    EXPECT_EQ(::fstat(fd, &about), 0);
    return about.st_mode & 07777;
}

TEST(PrivateDirTest, IsMadeForUsAloneWhateverTheUmask) {
    const TempDir temp;
    const mode_t before = ::umask(0);
    const auto dir = open_private_dir(temp.path("new"));
    ::umask(before);
    ASSERT_THAT(dir, Succeeds());
    EXPECT_EQ(mode_of(dir->get()), 0700U);
    EXPECT_THAT(open_private_dir(temp.path("new")), Succeeds());
}

TEST(PrivateDirTest, RefusesOneThatOthersMayEnter) {
    const TempDir temp;
    ASSERT_EQ(::mkdir(temp.path("open").c_str(), 0700), 0);
    ASSERT_EQ(::chmod(temp.path("open").c_str(), 0710), 0);
    EXPECT_THAT(open_private_dir(temp.path("open")), FailsWith(EPERM));
}

TEST(PrivateDirTest, RefusesAnothersDirectory) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can give a directory away";
    const TempDir temp;
    ASSERT_EQ(::mkdir(temp.path("theirs").c_str(), 0700), 0);
    ASSERT_EQ(::chown(temp.path("theirs").c_str(), 65534, 65534), 0);
    EXPECT_THAT(open_private_dir(temp.path("theirs")), FailsWith(EPERM));
}

TEST(PrivateDirTest, RefusesLinksAndFiles) {
    const TempDir temp;
    ASSERT_EQ(::symlink(temp.path().c_str(), temp.path("link").c_str()), 0);
    EXPECT_THAT(open_private_dir(temp.path("link")), FailsWith(ENOTDIR));
    ASSERT_THAT(open_file(temp.fd(), "file", O_CREAT | O_WRONLY), Succeeds());
    EXPECT_THAT(open_private_dir(temp.path("file")), FailsWith(ENOTDIR));
}

TEST(PrivateDirTest, NeedsItsParent) {
    EXPECT_THAT(open_private_dir("/nowhere/at/all"), FailsWith(ENOENT));
}

TEST(UniqueDirTest, IsAnotherEachTime) {
    const TempDir temp;
    const auto one = make_unique_dir(temp.fd(), "run");
    const auto two = make_unique_dir(temp.fd(), "run");
    ASSERT_THAT(one, Succeeds());
    ASSERT_THAT(two, Succeeds());
    EXPECT_NE(one->name, two->name);
    EXPECT_THAT(one->name, testing::MatchesRegex("run-[0-9a-f]+"));
    EXPECT_EQ(mode_of(one->fd.get()), 0700U);
}

TEST(UniqueDirTest, FailsWhereNothingCanBeMade) {
    const TempDir temp;
    EXPECT_THAT(make_unique_dir(temp.fd(), "no/such"), FailsWith(ENOENT));
    EXPECT_THAT(without_free_fd([&] { return make_unique_dir(temp.fd(), "run"); }),
                FailsWith(EMFILE));
}

}  // namespace
}  // namespace hangar::os
