// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/pidfd.hpp>

namespace hangar::os {
namespace {

using namespace std::chrono_literals;

TEST(PidfdTest, OpensAProcessByItsIdentity) {
    const TestChild child;
    const auto handle = Pidfd::open(child.id());
    ASSERT_THAT(handle, Succeeds());
    EXPECT_EQ(handle->id(), child.id());
    EXPECT_TRUE(*handle);
}

TEST(PidfdTest, RefusesARecycledPid) {
    const TestChild child;
    const ProcessId earlier{child.id().pid, child.id().start_time - 1};
    EXPECT_THAT(Pidfd::open(earlier), FailsWith(ESRCH));
}

TEST(PidfdTest, RefusesWhatDoesNotExist) {
    EXPECT_THAT(Pidfd::open(pid_t{4'194'305}), FailsWith(ESRCH));  // above the largest pid
    EXPECT_THAT(Pidfd::open(pid_t{-1}), FailsWith(EINVAL));
}

TEST(PidfdTest, CollectsAnExitOnce) {
    TestChild child;
    EXPECT_EQ(*child.handle().collect(), std::nullopt);
    child.release();
    ASSERT_EQ(*child.handle().wait_exit(soon()), true);
    EXPECT_EQ(*child.handle().peek(), WaitStatus::exited(0));
    EXPECT_EQ(*child.handle().peek(), WaitStatus::exited(0));
    EXPECT_EQ(*child.handle().collect(), WaitStatus::exited(0));
    EXPECT_THAT(child.handle().collect(), FailsWith(ECHILD));
    EXPECT_THAT(child.handle().signal(SIGKILL), FailsWith(ESRCH));
}

TEST(PidfdTest, SignalsTheProcess) {
    const TestChild child;
    ASSERT_THAT(child.handle().signal(SIGUSR1), Succeeds());
    EXPECT_EQ(child.wait(), WaitStatus::signalled(SIGUSR1));
}

TEST(PidfdTest, WaitsNoLongerThanTheDeadline) {
    const TestChild child;
    EXPECT_EQ(*child.handle().wait_exit(Deadline::after(5ms)), false);
}

TEST(PidfdTest, WaitsForAProcessThatIsNoChildButCannotCollectIt) {
    const TestChild child([](TestParent& parent) {
        const TestChild grandchild;
        parent.ready(std::to_string(grandchild.id().pid));
        parent.hold();
        return 0;
    });
    const auto grandchild = Pidfd::open(std::stoi(child.wait_ready()));
    ASSERT_THAT(grandchild, Succeeds());
    EXPECT_THAT(grandchild->peek(), FailsWith(ECHILD));
    EXPECT_THAT(grandchild->collect(), FailsWith(ECHILD));
    ASSERT_THAT(grandchild->signal(SIGKILL), Succeeds());
    EXPECT_EQ(*grandchild->wait_exit(soon()), true);
}

TEST(PidfdTest, AStopIsNoEnd) {
    const TestChild child;
    ASSERT_THAT(child.handle().signal(SIGSTOP), Succeeds());
    EXPECT_EQ(*child.handle().peek(), std::nullopt);
    EXPECT_EQ(*child.handle().collect(), std::nullopt);
}

TEST(PidfdTest, DuplicatesADescriptorOfTheProcess) {
    const auto pipe = make_pipe();
    const TestChild child;
    const auto copy = child.handle().get_fd(pipe->second.get());
    ASSERT_THAT(copy, Succeeds());
    ASSERT_THAT(write_all(copy->get(), "x"), Succeeds());
    EXPECT_EQ(*wait_readable(pipe->first.get(), soon()), true);
    EXPECT_THAT(child.handle().get_fd(9999), FailsWith(EBADF));
}

TEST(PidfdTest, FailsWithoutAFreeDescriptor) {
    const TestChild child;
    EXPECT_THAT(without_free_fd([&] { return Pidfd::open(child.id()); }), FailsWith(EMFILE));
    EXPECT_THAT(without_free_fd([&] { return child.handle().get_fd(0); }), FailsWith(EMFILE));
}

}  // namespace
}  // namespace hangar::os
