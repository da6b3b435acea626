// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <hangar/diag/os/file_identity.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>

namespace hangar::os {
namespace {

TEST(IdentifyFileTest, SeesAFifoThroughTheLinkAndByItsPath) {
    const TempDir dir;
    const std::string path = dir.path("fifo");
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const Fd fifo(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
    const auto self = ProcDir::open(::getpid());
    ASSERT_THAT(self, Succeeds());
    const auto through_link = identify_file(*self, fmt::format("fd/{}", fifo.get()));
    ASSERT_THAT(through_link, Succeeds());
    EXPECT_TRUE(S_ISFIFO(through_link->mode));
    EXPECT_EQ(*through_link, *identify_path(path));
}

TEST(IdentifyFileTest, FailsForWhatIsNotOpen) {
    const auto self = ProcDir::open(::getpid());
    ASSERT_THAT(self, Succeeds());
    EXPECT_THAT(identify_file(*self, "fd/99999"), FailsWith(ENOENT));
    EXPECT_THAT(identify_path("/nowhere/at/all"), FailsWith(ENOENT));
}

}  // namespace
}  // namespace hangar::os
