// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <hangar/diag/os/capture_contents.hpp>
#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/os/handed_file.hpp>

#include <fcntl.h>

#include <cerrno>

namespace hangar::os {
namespace {

class CaptureContentsTest : public testing::Test {
  protected:
    void write(std::string_view text) const { EXPECT_TRUE(write_all(file_.get(), text)); }
    [[nodiscard]] std::string rest() const {
        return read_at(file_.get(), contents_begin(file_.get()), 1U << 20U).value();
    }
    const Fd file_ = make_capture_file("test").value();
};

TEST_F(CaptureContentsTest, WhatIsDiscardedIsGoneAndWhatComesAfterIsThere) {
    EXPECT_EQ(contents_begin(file_.get()), 0U);
    EXPECT_TRUE(discard_contents(file_.get()));
    write("passed on\n");
    EXPECT_EQ(rest(), "passed on\n");
    EXPECT_TRUE(discard_contents(file_.get()));
    EXPECT_EQ(rest(), "");
    write("new\n");
    EXPECT_EQ(rest(), "new\n");
}

TEST_F(CaptureContentsTest, ManyPagesTakeNoMemoryAnyMore) {
    write(std::string(100'000, 'x'));
    EXPECT_TRUE(discard_contents(file_.get()));
    struct stat status {};
    ASSERT_EQ(::fstat(file_.get(), &status), 0);
    EXPECT_EQ(status.st_blocks, 0);
    EXPECT_EQ(status.st_size, 100'000);
    write("new");
    EXPECT_EQ(contents_begin(file_.get()), 100'000U);
    EXPECT_EQ(rest(), "new");
}

TEST_F(CaptureContentsTest, NobodyElseCanWipeIt) {
    const auto path = "/proc/self/fd/" + std::to_string(file_.get());
    write("kept");
    EXPECT_EQ(open_handed_file(path, O_WRONLY | O_TRUNC).error().code, EPERM);
    const auto same = open_handed_file(path, O_WRONLY | O_APPEND);
    ASSERT_TRUE(same) << same.error().message();
    EXPECT_NE(::ftruncate(same->get(), 0), 0);
    EXPECT_TRUE(write_all(same->get(), " and more"));
    EXPECT_EQ(rest(), "kept and more");
}

TEST(HandedFileTest, WhatIsNotThereIsAnError) {
    EXPECT_EQ(open_handed_file("/nowhere/at/all", O_RDONLY).error().code, ENOENT);
}

}  // namespace
}  // namespace hangar::os
