// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <hangar/diag/os/file_at_hand.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::os {
namespace {

TEST(FileAtHandTest, IsTheOneThatAPathNames) {
    const TempDir temp;
    const std::string fifo = temp.path("fifo");
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    ASSERT_EQ(::symlink("fifo", temp.path("link").c_str()), 0);
    const auto self = ProcDir::open(::getpid());
    const auto known = identify_path(fifo);
    ASSERT_THAT(known, Succeeds());
    for (const std::string& path : {fifo, temp.path("link")}) {
        const auto found = identify_at_hand(*self, "root", path.substr(1));
        ASSERT_THAT(found, Succeeds());
        EXPECT_EQ(*found, *known);
        EXPECT_TRUE(S_ISFIFO(found->mode));
    }
}

TEST(FileAtHandTest, IsFoundBelowAnOpenFolder) {
    const TempDir temp;
    ASSERT_EQ(::mkfifo(temp.path("fifo").c_str(), 0600), 0);
    const auto folder = open_file(AT_FDCWD, temp.path(), O_PATH | O_DIRECTORY);
    ASSERT_THAT(folder, Succeeds());
    const auto found =
        identify_at_hand(*ProcDir::open(::getpid()), "fd/" + std::to_string(folder->get()), "fifo");
    EXPECT_EQ(found.value(), identify_path(temp.path("fifo")).value());
}

TEST(FileAtHandTest, WhatIsNotThereIsAnError) {
    EXPECT_FALSE(identify_at_hand(*ProcDir::open(::getpid()), "root", "no/such/file"));
}

}  // namespace
}  // namespace hangar::os
