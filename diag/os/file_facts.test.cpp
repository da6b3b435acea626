// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/file_facts.hpp>
#include <hangar/diag/os/sockets.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::os {
namespace {

using namespace std::chrono_literals;

TEST(FileFactsTest, AFileIsDescribedWithTheTimeItWasMade) {
    const TempDir dir;
    const auto before = std::chrono::system_clock::now();
    const auto file = open_file(dir.fd(), "f", O_RDWR | O_CREAT);
    ASSERT_TRUE(write_all(file->get(), "four").has_value());
    const auto facts = file_facts(dir.fd(), "f");
    ASSERT_TRUE(facts.has_value());
    EXPECT_TRUE(facts->is_regular());
    EXPECT_FALSE(facts->is_socket());
    EXPECT_EQ(facts->size, 4U);
    EXPECT_EQ(facts->owner, ::geteuid());
    // The kernel stamps files by a clock of a few milliseconds' grain.
    EXPECT_GE(facts->made, before - 100ms);
    EXPECT_LE(facts->made, std::chrono::system_clock::now());
}

TEST(FileFactsTest, ASocketIsOneAndALinkIsNotFollowed) {
    const TempDir dir;
    const auto listener = listen_unix(dir.path("s"));
    ASSERT_EQ(::symlink("s", dir.path("link").c_str()), 0);
    EXPECT_TRUE(file_facts(dir.fd(), "s")->is_socket());
    EXPECT_FALSE(file_facts(dir.fd(), "link")->is_socket());
    const auto missing = file_facts(dir.fd(), "missing");
    ASSERT_FALSE(missing.has_value());
    EXPECT_EQ(missing.error().code, ENOENT);
}

}  // namespace
}  // namespace hangar::os
