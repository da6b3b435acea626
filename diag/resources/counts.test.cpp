// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/mman.h>

#include <hangar/diag/os/fd.hpp>
#include <hangar/diag/resources/counts.hpp>
#include <latch>
#include <thread>

namespace hangar::diag {
namespace {

TEST(CountsTest, AThreadIsOneMoreWhileItLives) {
    const auto before = count_resources();
    std::latch over(1);
    std::thread one([&] { over.wait(); });
    std::thread two([&] { over.wait(); });
    const auto during = count_resources();
    over.count_down();
    one.join();
    two.join();
    ASSERT_TRUE(before && during);
    EXPECT_GE(before->threads, 1);
    EXPECT_EQ(during->threads, before->threads + 2);
}

TEST(CountsTest, MemoryThatIsTouchedIsResident) {
    constexpr std::size_t size = std::size_t{64} << 20U;
    const auto before = count_resources();
    void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    ASSERT_NE(memory, MAP_FAILED);
    const auto during = count_resources();
    ::munmap(memory, size);
    ASSERT_TRUE(before && during);
    // The kernel counts in batches.
    EXPECT_GE(during->resident, before->resident + size - size / 8);
}

TEST(CountsTest, TheLevelsAreHowManyWereCounted) {
    const os::Fd one_more(::eventfd(0, EFD_CLOEXEC));
    const auto counts = count_resources();
    ASSERT_TRUE(counts);
    const auto levels = measure_resources(counts->children);
    ASSERT_TRUE(levels);
    EXPECT_EQ(levels->threads, counts->threads);
    EXPECT_EQ(levels->fds, static_cast<std::int64_t>(counts->fds.size()));
    EXPECT_EQ(levels->children, static_cast<std::int64_t>(counts->children.size()));
}

}  // namespace
}  // namespace hangar::diag
