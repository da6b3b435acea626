// SPDX-License-Identifier: Apache-2.0
#include <sys/syscall.h>
#include <unistd.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_syscall.hpp>

namespace hangar::os {
namespace {

TEST(ParseSyscallTest, ReadsABlockedCall) {
    const auto call =
        parse_syscall("202 0x7f10 0x80 0x2 0x0 0x0 0xffffffffffffffff 0x7ffd 0x55d0\n");
    ASSERT_TRUE(call);
    EXPECT_FALSE(call->running);
    EXPECT_EQ(call->number, 202);
    EXPECT_THAT(call->arguments, testing::ElementsAre(0x7f10, 0x80, 2, 0, 0, UINT64_MAX));
    EXPECT_EQ(call->stack_pointer, 0x7ffdU);
    EXPECT_EQ(call->program_counter, 0x55d0U);
}

TEST(ParseSyscallTest, ReadsARunningThread) {
    const auto call = parse_syscall("running\n");
    ASSERT_TRUE(call);
    EXPECT_TRUE(call->running);
    EXPECT_EQ(call->number, std::nullopt);
}

TEST(ParseSyscallTest, ReadsAThreadThatIsBlockedOutsideOfACall) {
    const auto call = parse_syscall("-1 0x7ffd 0x55d0\n");
    ASSERT_TRUE(call);
    EXPECT_FALSE(call->running);
    EXPECT_EQ(call->number, std::nullopt);
    EXPECT_EQ(call->program_counter, 0x55d0U);
}

TEST(ParseSyscallTest, RefusesWhatIsNone) {
    for (const auto* text :
         {"", "run", "running away", "x", "202", "202 0x1 0x2", "-1 0x1", "-1 1 2", "-1 0x 0x1",
          "-1 0x1 0x2 0x3", "0 0x1 0x2 0x3 0x4 0x5 0x6 0x7", "0 0x11111111111111111 0x2"})
        EXPECT_EQ(parse_syscall(text), std::nullopt) << text;
}

TEST(ReadSyscallTest, SeesWhatAChildWaitsFor) {
    const TestChild child([](TestParent& parent) {
        parent.ready();
        parent.hold();
        return 0;
    });
    static_cast<void>(child.wait_ready());
    const auto thread = ProcDir::open(child.id())->task(child.id().pid);
    // It was ready before it was blocked; soon it is both.
    const auto until = soon();
    auto call = read_syscall(*thread);
    while (call && call->number != SYS_read && !until.passed()) call = read_syscall(*thread);
    ASSERT_THAT(call, Succeeds());
    EXPECT_EQ(call->number, SYS_read);
    EXPECT_EQ(call->arguments[2], 1U);
    EXPECT_NE(call->stack_pointer, 0U);
    EXPECT_EQ(read_syscall(*thread), call);
}

}  // namespace
}  // namespace hangar::os
