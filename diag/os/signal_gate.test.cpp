// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/process_setup.hpp>

namespace hangar::os {
namespace {

TEST(SignalGroupTest, ReachesEveryMember) {
    const TestChild leader([](TestParent& parent) {
        if (new_process_group() != 0) return 1;
        const TestChild member;
        parent.ready(std::to_string(member.id().pid));
        parent.hold();
        return 0;
    });
    const auto member = Pidfd::open(std::stoi(leader.wait_ready()));
    ASSERT_THAT(member, Succeeds());
    ASSERT_THAT(signal_group({leader.id().pid}, SIGKILL), Succeeds());
    EXPECT_EQ(*member->wait_exit(soon()), true);
    EXPECT_EQ(leader.wait(), WaitStatus::signalled(SIGKILL));
}

TEST(SignalGroupTest, AnEmptyGroupIsNotFound) {
    EXPECT_THAT(signal_group({4'194'305}, 0), FailsWith(ESRCH));  // above the largest pid
}

TEST(SignalGroupTest, NeverTakesOurOwnGroupOrEverybody) {
    for (const pid_t leader : {1, 0, -1, -4711})
        EXPECT_THAT(signal_group({leader}, 0), FailsWith(EINVAL));
}

}  // namespace
}  // namespace hangar::os
