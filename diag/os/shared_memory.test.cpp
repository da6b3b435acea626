// SPDX-License-Identifier: Apache-2.0
#include <cerrno>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/shared_memory.hpp>

namespace hangar::os {
namespace {

TEST(SharedMemoryTest, WhatOneWritesTheOtherSees) {
    const auto file = make_shared_file("test", 100);
    ASSERT_THAT(file, Succeeds());
    const auto one = SharedMemory::map(file->get(), 100);
    const auto other = SharedMemory::map(file->get(), 100);
    ASSERT_TRUE(one && other);
    EXPECT_NE(one->data(), other->data());
    *static_cast<int*>(one->data()) = 4711;
    EXPECT_EQ(*static_cast<int*>(other->data()), 4711);
}

TEST(SharedMemoryTest, RefusesAFileThatIsTooShort) {
    const auto file = make_shared_file("test", 100);
    ASSERT_THAT(file, Succeeds());
    EXPECT_EQ(SharedMemory::map(file->get(), 101).error().code, EINVAL);
}

}  // namespace
}  // namespace hangar::os
