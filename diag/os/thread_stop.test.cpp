// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <atomic>
#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/os/matchers.test.hpp>
#include <hangar/diag/os/proc_stat.hpp>
#include <hangar/diag/os/thread_stop.hpp>
#include <thread>

namespace hangar::os {
namespace {

std::atomic<bool> signalled = false;

// A child that runs until SIGUSR1, and ends with 7 then.
int spin_until_signalled(const TestParent& parent) {
    ::signal(SIGUSR1, [](int) { signalled = true; });
    parent.ready();
    while (!signalled) {
    }
    return 7;
}

// A tracer is a thread of its own, which ends soon.
template <class Body>
void on_a_thread(Body body) {
    std::thread(body).join();
}

char state_of(const ProcessId& id) {
    const auto dir = ProcDir::open(id);
    const auto stat = dir ? read_stat(*dir) : Result<ProcStat>(tl::unexpected(dir.error()));
    return stat ? stat->state : '?';
}

TEST(ThreadStopTest, ReadsTheRegistersOfOneThatRunsAndLetsItGo) {
    TestChild child(spin_until_signalled);
    static_cast<void>(child.wait_ready());
    on_a_thread([&] {
        auto stop = ThreadStop::stop(child.id().pid, soon());
        ASSERT_THAT(stop, Succeeds());
        EXPECT_EQ(state_of(child.id()), 't');
        const auto registers = stop->registers();
        ASSERT_THAT(registers, Succeeds());
        EXPECT_TRUE(registers->knows(Registers::rbp));
        EXPECT_NE(registers->sp(), 0U);
        EXPECT_GT(stop->release(), Duration::zero());
        EXPECT_EQ(stop->release(), Duration::zero());
    });
    EXPECT_EQ(state_of(child.id()), 'R');
    EXPECT_THAT(child.handle().signal(SIGUSR1), Succeeds());
    EXPECT_EQ(child.wait(), WaitStatus::exited(7));
}

TEST(ThreadStopTest, PassesOnTheSignalThatCameMeanwhile) {
    TestChild child(spin_until_signalled);
    static_cast<void>(child.wait_ready());
    on_a_thread([&] {
        auto stop = ThreadStop::stop(child.id().pid, soon());
        ASSERT_THAT(stop, Succeeds());
        EXPECT_THAT(child.handle().signal(SIGUSR1), Succeeds());
    });
    EXPECT_EQ(child.wait(), WaitStatus::exited(7));
}

TEST(ThreadStopTest, HasOneTracerAtATime) {
    TestChild child(spin_until_signalled);
    static_cast<void>(child.wait_ready());
    on_a_thread([&] {
        const auto first = ThreadStop::stop(child.id().pid, soon());
        ASSERT_THAT(first, Succeeds());
        on_a_thread(
            [&] { EXPECT_THAT(ThreadStop::stop(child.id().pid, soon()), FailsWith(EPERM)); });
    });
    EXPECT_THAT(child.handle().signal(SIGUSR1), Succeeds());
    EXPECT_EQ(child.wait(), WaitStatus::exited(7));
}

TEST(ThreadStopTest, LeavesTheStatusOfOneThatEndedToItsParent) {
    TestChild child([](const TestParent&) { return 3; });
    ASSERT_THAT(child.handle().wait_exit(soon()), Succeeds());
    on_a_thread([&] { EXPECT_FALSE(ThreadStop::stop(child.id().pid, soon())); });
    EXPECT_EQ(child.wait(), WaitStatus::exited(3));
}

}  // namespace
}  // namespace hangar::os
