// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/file_hole.hpp>

namespace hangar::os {
namespace {

std::size_t memory_of(int fd) {
    struct stat info {};
    EXPECT_EQ(::fstat(fd, &info), 0);
    return static_cast<std::size_t>(info.st_blocks) * 512;
}

TEST(FileHoleTest, ASealedFileGivesItsMiddleBackAndStaysAsLong) {
    const auto file = make_capture_file("holes").value();
    ASSERT_TRUE(write_all(file.get(), std::string(std::size_t{1} << 20U, 'x')).has_value());
    const auto before = memory_of(file.get());
    ASSERT_TRUE(punch_hole(file.get(), 5000, 1'000'000).has_value());
    EXPECT_LT(memory_of(file.get()), before / 4);
    EXPECT_EQ(file_size(file.get()), std::size_t{1} << 20U);
    EXPECT_EQ(read_at(file.get(), 8191, 2).value(), std::string("x\0", 2));  // the page is whole
    EXPECT_EQ(read_at(file.get(), 999'424, 1).value(), "x");
}

TEST(FileHoleTest, WhatHoldsNoWholePageIsLeftAlone) {
    const auto file = make_capture_file("holes").value();
    ASSERT_TRUE(write_all(file.get(), std::string(8192, 'x')).has_value());
    EXPECT_TRUE(punch_hole(file.get(), 100, 8191).has_value());
    EXPECT_EQ(read_at(file.get(), 0, 8192).value(), std::string(8192, 'x'));
}

TEST(FileHoleTest, AFileThatIsNotOpenForWritingIsAnError) {
    const auto pipe = make_pipe().value();
    EXPECT_FALSE(punch_hole(pipe.first.get(), 0, 8192).has_value());
}

}  // namespace
}  // namespace hangar::os
