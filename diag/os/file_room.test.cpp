// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <hangar/diag/os/file_room.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::os {
namespace {

constexpr std::uint64_t room = 256 * 1024;

struct stat facts_of(const Fd& file) {
    struct stat facts {};
    EXPECT_EQ(::fstat(file.get(), &facts), 0);
    return facts;
}

std::uint64_t bytes_taken(const Fd& file) {
    return static_cast<std::uint64_t>(facts_of(file).st_blocks) * 512;
}

TEST(FileRoomTest, IsTakenBehindTheEndAndGivenBack) {
    const TempDir directory;
    const auto file = open_file(directory.fd(), "file", O_WRONLY | O_CREAT | O_APPEND, 0600);
    ASSERT_THAT(file, Succeeds());
    const auto kept = keep_room(file->get(), room);
    if (!kept && kept.error().code == EOPNOTSUPP) GTEST_SKIP() << kept.error().message();
    ASSERT_THAT(kept, Succeeds());
    EXPECT_EQ(facts_of(*file).st_size, 0);
    EXPECT_GE(bytes_taken(*file), room);
    ASSERT_THAT(write_some(file->get(), std::as_bytes(std::span("abc", 3))), Succeeds());
    ASSERT_THAT(give_room_back(file->get()), Succeeds());
    EXPECT_EQ(facts_of(*file).st_size, 3);
    EXPECT_LT(bytes_taken(*file), room);
}

TEST(FileRoomTest, IsNoneWithoutAFile) {
    EXPECT_THAT(keep_room(-1, room), FailsWith(EBADF));
    EXPECT_THAT(give_room_back(-1), FailsWith(EBADF));
}

}  // namespace
}  // namespace hangar::os
