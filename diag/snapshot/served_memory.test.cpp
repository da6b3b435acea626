// SPDX-License-Identifier: Apache-2.0
// A system call that has what it waited for, and waits for the memory that it is to go into.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <linux/userfaultfd.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include <hangar/diag/snapshot/patient.test.hpp>

namespace hangar::snapshot {
namespace {

// A page that somebody else is to fill in, and nobody does. Null: not allowed here.
void* page_without_server() {
    constexpr std::size_t size = 4096;
    const auto server = static_cast<int>(::syscall(SYS_userfaultfd, O_CLOEXEC));
    uffdio_api version{};
    version.api = UFFD_API;
    if (server < 0 || ::ioctl(server, UFFDIO_API, &version) != 0) return nullptr;
    void* const page =
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uffdio_register range{};
    range.range = {reinterpret_cast<std::uintptr_t>(page), size};
    range.mode = UFFDIO_REGISTER_MODE_MISSING;
    return ::ioctl(server, UFFDIO_REGISTER, &range) == 0 ? page : nullptr;
}

// The event is taken before it is handed over: nothing shows any more that there was one.
TEST(ServedMemoryTest, AReadThatWaitsForItIsNotWhatItLooksLike) {
    if (page_without_server() == nullptr) GTEST_SKIP() << "userfaultfd is not allowed here";
    const TestPatient patient([] {
        const int event = ::eventfd(1, EFD_CLOEXEC);
        static_cast<void>(::syscall(SYS_read, event, page_without_server(), 8));
    });
    const Snapshot snapshot = patient.take_until([](const Snapshot& now) {
        const Thread& thread = now.processes[0].threads[0];
        return thread.settled && thread.syscall && thread.syscall->number == SYS_read;
    });
    EXPECT_EQ(snapshot.processes[0].threads[0].wait.kind, WaitKind::other);
}

}  // namespace
}  // namespace hangar::snapshot
