// SPDX-License-Identifier: Apache-2.0
// Whose eventfd the kernel may post.
#include <gtest/gtest.h>
#include <linux/aio_abi.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>

#include <cstdint>
#include <hangar/diag/snapshot/patient.test.hpp>

namespace hangar::snapshot {
namespace {

[[noreturn]] void read_eventfd() {
    const int event = ::eventfd(0, EFD_CLOEXEC);
    for (std::uint64_t count = 0;;) static_cast<void>(::read(event, &count, sizeof count));
}

bool is_posted_by_the_kernel(const std::function<void()>& body) {
    const TestPatient patient(body);
    return patient
        .take_until(
            [](const Snapshot& now) { return thread_in(now, WaitKind::eventfd) != nullptr; })
        .processes[0]
        .kernel_posts;
}

TEST(KernelPostsTest, ThatOfWhoHasAnAioContext) {
    EXPECT_TRUE(is_posted_by_the_kernel([] {
        aio_context_t context = 0;
        if (::syscall(SYS_io_setup, 1, &context) != 0) ::_exit(1);
        read_eventfd();
    }));
}

TEST(KernelPostsTest, NotThatOfAPlainProcess) {
    EXPECT_FALSE(is_posted_by_the_kernel(read_eventfd));
}

}  // namespace
}  // namespace hangar::snapshot
