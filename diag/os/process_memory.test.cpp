// SPDX-License-Identifier: Apache-2.0
#include <sys/mman.h>
#include <unistd.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/process_memory.hpp>
#include <vector>

namespace hangar::os {
namespace {

volatile std::uint64_t shared_by_fork = 4711;

TEST(ProcessMemoryTest, ReadsAnotherProcess) {
    const std::uint64_t before = shared_by_fork;
    const TestChild child([](const TestParent& parent) {
        shared_by_fork = 812;
        parent.ready();
        parent.hold();
        return 0;
    });
    static_cast<void>(child.wait_ready());
    const auto address = reinterpret_cast<std::uint64_t>(&shared_by_fork);
    const auto value = read_value<std::uint64_t>(child.id().pid, address);
    ASSERT_THAT(value, Succeeds());
    EXPECT_EQ(*value, 812U);
    EXPECT_EQ(shared_by_fork, before);
}

TEST(ProcessMemoryTest, ReadsUpToAHole) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    void* memory =
        ::mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT_NE(memory, MAP_FAILED);
    const auto address = reinterpret_cast<std::uint64_t>(memory);
    ASSERT_EQ(::munmap(reinterpret_cast<void*>(address + page), page), 0);

    std::vector<std::byte> into(page);
    EXPECT_EQ(read_memory(::getpid(), address + page / 2, into), page / 2);
    EXPECT_THAT(read_memory_exactly(::getpid(), address + page / 2, into), FailsWith(EFAULT));
    EXPECT_THAT(read_memory_exactly(::getpid(), address, into), Succeeds());
    EXPECT_THAT(read_memory(::getpid(), address + page, into), FailsWith(EFAULT));
    ::munmap(memory, page);
}

TEST(ProcessMemoryTest, TellsThatAProcessIsGone) {
    TestChild child;
    child.release();
    const pid_t pid = child.id().pid;
    static_cast<void>(child.wait());
    EXPECT_THAT(read_value<int>(pid, 0x1000), FailsWith(ESRCH));
}

}  // namespace
}  // namespace hangar::os
