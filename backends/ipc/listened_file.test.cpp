// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <hangar/backends/ipc/listened_file.hpp>
#include <hangar/diag/os/files.hpp>
#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::ipc {
namespace {

class ListenedFileTest : public testing::Test {
  protected:
    ListenedFileTest() { EXPECT_TRUE(os::create_exclusive(AT_FDCWD, path_)); }
    [[nodiscard]] bool is_there() const { return ::access(path_.c_str(), F_OK) == 0; }

    os::TempDir dir_;
    std::string path_ = dir_.path("listened.sock");
};

TEST_F(ListenedFileTest, GoesWithItsListener) {
    {
        ListenedFile file;
        file.hold(path_);
        EXPECT_TRUE(is_there());
    }
    EXPECT_FALSE(is_there());
}

TEST_F(ListenedFileTest, GoesWhenTheProcessIsToldTo) {
    ListenedFile file;
    file.hold(path_);
    remove_listened_files();
    EXPECT_FALSE(is_there());
}

TEST_F(ListenedFileTest, GoesWhenTheProcessEndsBeforeItsListener) {
    auto forked = os::fork_process().value();
    if (forked.in_child()) {
        static auto* const never_destroyed = new ListenedFile;
        never_destroyed->hold(path_);
        std::exit(0);
    }
    ASSERT_TRUE(forked.child.wait_exit(os::Deadline::after(std::chrono::seconds(10))).value());
    EXPECT_EQ(forked.child.collect().value()->exit_code(), 0);
    EXPECT_FALSE(is_there());
}

TEST_F(ListenedFileTest, IsNoneOfAForkedChildsFiles) {
    ListenedFile file;
    file.hold(path_);
    auto forked = os::fork_process().value();
    if (forked.in_child()) {
        remove_listened_files();
        ::_exit(is_there() ? 0 : 1);
    }
    ASSERT_TRUE(forked.child.wait_exit(os::Deadline::after(std::chrono::seconds(10))).value());
    EXPECT_EQ(forked.child.collect().value()->exit_code(), 0);
    EXPECT_TRUE(is_there());
}

}  // namespace
}  // namespace hangar::ipc
