// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cerrno>
#include <hangar/diag/os/sealed_file.hpp>

namespace hangar::os {
namespace {

TEST(SealedFileTest, HoldsItsContentFromTheStart) {
    const auto file = make_sealed_file("seed", "content");
    ASSERT_TRUE(file.has_value());
    EXPECT_EQ(read_all(file->get()).value(), "content");
}

TEST(SealedFileTest, RefusesToBeWritten) {
    const auto file = make_sealed_file("seed", "content");
    ASSERT_TRUE(file.has_value());
    const auto written = write_all(file->get(), "more");
    ASSERT_FALSE(written.has_value());
    EXPECT_EQ(written.error().code, EPERM);
}

}  // namespace
}  // namespace hangar::os
