// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/hand_over.hpp>
#include <hangar/diag/os/matchers.test.hpp>

namespace hangar::os {
namespace {

TEST(HandOverTest, TellsWhatIsOpen) {
    auto pipe = make_pipe();
    ASSERT_THAT(pipe, Succeeds());
    const int number = pipe->first.get();
    EXPECT_TRUE(is_open(number));
    pipe->first.reset();
    EXPECT_FALSE(is_open(number));
    EXPECT_FALSE(is_open(-1));
}

TEST(HandOverTest, KeepsADescriptorOverExec) {
    const auto pipe = make_pipe();
    ASSERT_THAT(pipe, Succeeds());
    ASSERT_EQ(::fcntl(pipe->first.get(), F_GETFD), FD_CLOEXEC);
    EXPECT_EQ(keep_over_exec(pipe->first.get()), 0);
    EXPECT_EQ(::fcntl(pipe->first.get(), F_GETFD), 0);
    EXPECT_EQ(keep_over_exec(-1), EBADF);
}

TEST(HandOverTest, EntersADirectoryByItsDescriptor) {
    const auto before = open_file(AT_FDCWD, ".", O_PATH | O_DIRECTORY);
    const auto root = open_file(AT_FDCWD, "/", O_PATH | O_DIRECTORY);
    ASSERT_THAT(before, Succeeds());
    ASSERT_THAT(root, Succeeds());
    EXPECT_EQ(enter_directory(root->get()), 0);
    EXPECT_EQ(std::filesystem::current_path(), "/");
    EXPECT_EQ(enter_directory(before->get()), 0);
    EXPECT_EQ(enter_directory(-1), EBADF);
}

}  // namespace
}  // namespace hangar::os
