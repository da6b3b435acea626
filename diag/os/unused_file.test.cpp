// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/diag/os/unused_file.hpp>

namespace hangar::os {
namespace {

class UnusedFileTest : public testing::Test {
  protected:
    UnusedFileTest() { [[maybe_unused]] const Fd made = make(); }

    [[nodiscard]] Fd make() const {
        auto file = open_file(AT_FDCWD, path(), O_RDWR | O_CREAT);
        EXPECT_TRUE(file.has_value());
        EXPECT_TRUE(write_all(file->get(), std::string(4096, 'x')).has_value());
        return std::move(*file);
    }
    [[nodiscard]] std::string path() const { return dir_.path() + "/segment"; }
    [[nodiscard]] bool is_there() const { return ::access(path().c_str(), F_OK) == 0; }
    // The errno; 0 for an unused file.
    [[nodiscard]] int verdict() const {
        const auto file = UnusedFile::open(AT_FDCWD, path());
        return file ? 0 : file.error().code;
    }

    TempDir dir_;
};

TEST_F(UnusedFileTest, OneThatNobodyHasIsRemoved) {
    const auto file = UnusedFile::open(AT_FDCWD, path());
    ASSERT_TRUE(file.has_value()) << file.error().message();
    EXPECT_TRUE(file->remove().has_value());
    EXPECT_FALSE(is_there());
}

TEST_F(UnusedFileTest, OneThatAnotherProcessHasOpenIsInUse) {
    const TestChild holder([&](TestParent& parent) {
        const auto held = open_file(AT_FDCWD, path(), O_RDONLY);
        parent.ready();
        parent.hold();
        return held ? 0 : 1;
    });
    static_cast<void>(holder.wait_ready());
    EXPECT_EQ(verdict(), EBUSY);
}

TEST_F(UnusedFileTest, OneThatIsOnlyMappedIsInUse) {
    void* mapped = MAP_FAILED;
    {
        const auto file = open_file(AT_FDCWD, path(), O_RDONLY);
        mapped = ::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, file->get(), 0);
    }
    ASSERT_NE(mapped, MAP_FAILED);
    EXPECT_EQ(verdict(), EBUSY);
    ::munmap(mapped, 4096);
    EXPECT_EQ(verdict(), 0);
}

TEST_F(UnusedFileTest, ANewFileOfTheSameNameStays) {
    const auto file = UnusedFile::open(AT_FDCWD, path());
    ASSERT_TRUE(file.has_value());
    ASSERT_EQ(::rename(path().c_str(), (path() + ".old").c_str()), 0);
    [[maybe_unused]] const Fd anew = make();
    const auto removed = file->remove();
    ASSERT_FALSE(removed.has_value());
    EXPECT_EQ(removed.error().code, ENOENT);
    EXPECT_TRUE(is_there());
}

TEST_F(UnusedFileTest, WhatIsNoRegularFileIsNone) {
    ASSERT_EQ(::mkfifo((dir_.path() + "/fifo").c_str(), 0600), 0);
    const auto fifo = UnusedFile::open(AT_FDCWD, dir_.path() + "/fifo");
    ASSERT_FALSE(fifo.has_value());
    EXPECT_EQ(fifo.error().code, EINVAL);
    EXPECT_FALSE(UnusedFile::open(AT_FDCWD, dir_.path()).has_value());
}

}  // namespace
}  // namespace hangar::os
