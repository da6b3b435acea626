// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/diag/os/proc_syscall.hpp>
#include <string>

namespace hangar::os {
namespace {

TEST(ParseSyscallTest, ReadsABlockedCall) {
    const auto call = parse_syscall("202 0x55d0 0x80 0x2 0x0 0x0 0xffffffff 0x7ffe10 0x7f20\n");
    ASSERT_TRUE(call);
    EXPECT_EQ(call->state, ProcSyscall::State::inside);
    EXPECT_EQ(call->number, 202);
    EXPECT_EQ(call->arguments, (std::array<std::uint64_t, 6>{0x55d0, 0x80, 2, 0, 0, 0xffffffff}));
    EXPECT_EQ(call->sp, 0x7ffe10U);
    EXPECT_EQ(call->pc, 0x7f20U);
    EXPECT_TRUE(call->at_rest());
}

TEST(ParseSyscallTest, TellsTheOtherStatesApart) {
    EXPECT_EQ(parse_syscall("running\n")->state, ProcSyscall::State::running);
    EXPECT_FALSE(parse_syscall("running")->at_rest());
    EXPECT_EQ(parse_syscall("-1 0x7ffe10 0x7f20")->state, ProcSyscall::State::outside);
    EXPECT_TRUE(parse_syscall("-1 0x7ffe10 0x7f20")->at_rest());
    EXPECT_EQ(parse_syscall("-1 0x0 0x0")->state, ProcSyscall::State::ended);
}

TEST(ParseSyscallTest, RefusesWhatIsNoSuchLine) {
    for (const auto* text :
         {"", "\n", "walking", "0", "0 0x1", "0 0x1 0x2 0x3 0x4 0x5 0x6 0x7", "-1 0x1",
          "0 1 2 3 4 5 6 7 8", "-1 0x1 0x2 0x3", "1 0x 0x 0x 0x 0x 0x 0x 0x",
          "1 0x11112222333344445 0x0 0x0 0x0 0x0 0x0 0x0 0x0"})
        EXPECT_EQ(parse_syscall(text), std::nullopt) << text;
}

TEST(ReadSyscallTest, ReadsOurselves) {
    const auto self = ProcDir::open(this_process());
    ASSERT_TRUE(self);
    const auto call = read_syscall(*self);
    ASSERT_TRUE(call) << call.error().message();
    EXPECT_NE(call->state, ProcSyscall::State::ended);
}

}  // namespace
}  // namespace hangar::os
