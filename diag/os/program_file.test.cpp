// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <hangar/diag/os/program_file.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::os {
namespace {

TEST(IsProgramTest, IsTrueOfAFileThatMayBeExecutedOnly) {
    const TempDir directory;
    const std::filesystem::path file = std::filesystem::path(directory.path()) / "program";
    EXPECT_FALSE(is_program(file)) << "there is none";
    std::ofstream(file) << "#!/bin/sh\n";
    ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
    EXPECT_FALSE(is_program(file)) << "it may not be executed";
    ASSERT_EQ(::chmod(file.c_str(), 0700), 0);
    EXPECT_TRUE(is_program(file));
    EXPECT_FALSE(is_program(directory.path())) << "a directory";
}

}  // namespace
}  // namespace hangar::os
