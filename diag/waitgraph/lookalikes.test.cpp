// SPDX-License-Identifier: Apache-2.0
// Healthy programs that sleep as hung ones do: what tells them apart, on a hand-made snapshot.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/syscall.h>

#include <hangar/diag/waitgraph/world.test.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::FdKind;
using snapshot::Process;
using snapshot::Thread;
using snapshot::WaitKind;
using testing::HasSubstr;
using testing::Not;

// A parent that waits for a child that ignores SIGTERM.
struct StubbornChild : World {
    StubbornChild() : child(process(20, process(10).pid)) {
        World::child(main_thread(snapshot.processes.front()), 20);
        child.signals.ignored = bit(SIGTERM);
    }
    Process& child;
};

TEST(AskedByAnotherSignalTest, WhoseSigwaitTakesOneIsOnlyPossible) {
    StubbornChild world;
    Thread& thread = World::main_thread(world.child);
    World::signal(thread, bit(SIGTERM));
    thread.syscall = os::ProcSyscall{.number = SYS_rt_sigtimedwait};
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::signal_ignored), likely);
    thread.wait.signals = bit(SIGTERM) | bit(SIGINT);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::signal_ignored), possible);
    EXPECT_THAT(world.diagnose().verdicts.front().evidence.back(), HasSubstr("SIGINT"));
}

TEST(AskedByAnotherSignalTest, WhosePauseEndsByAHandlerIsOnlyPossible) {
    StubbornChild world;
    World::signal(World::main_thread(world.child));
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::signal_ignored), likely);
    world.child.signals.caught = bit(SIGUSR1);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::signal_ignored), possible);
}

// A process that waits for a flock which another one inherited.
struct InheritedLock : World {
    InheritedLock() : heir(process(30)) {
        const snapshot::FileLock held{.write = true, .pid = 20, .inode = 99};
        Process& waiter = process(40);
        descriptor(waiter, 3, FdKind::file, 99);
        on_fd(main_thread(waiter), WaitKind::file_lock, 3);
        snapshot.lock_waits.push_back({{.write = true, .pid = 40, .inode = 99}, held});
        descriptor(heir, 5, FdKind::file, 99).locks = {held};
    }
    Process& heir;
};

TEST(DaemonsLockTest, OfOneThatAcceptsOrHandlesSignalsIsOnlyPossible) {
    InheritedLock world;
    World::signal(World::main_thread(world.heir));
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::file_lock_held), likely);
    world.heir.signals.caught = bit(SIGTERM);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::file_lock_held), possible);
    world.heir.signals.caught = 0;
    World::on_fd(World::main_thread(world.heir), WaitKind::accept, 6);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::file_lock_held), possible);
    EXPECT_THAT(text_of(world.diagnose()), Not(HasSubstr("nothing")));
}

// A supervisor that reads what a service, which has left it, writes to its standard error.
struct LoggedService : World {
    LoggedService() : reader(process(10, 2)), service(process(30, 1)) {
        pipe(7, false);
        descriptor(reader, 5, FdKind::pipe, 7, O_RDONLY);
        output = &descriptor(service, 2, FdKind::pipe, 7, O_WRONLY);
        on_fd(main_thread(reader), WaitKind::pipe_read, 5);
        service.in_tree = false;
        on_fd(main_thread(service), WaitKind::accept, 4);
    }
    Process& reader;
    Process& service;
    snapshot::Descriptor* output;
};

TEST(LoggedServiceTest, ReadingItsLogIsOnlyPossible) {
    LoggedService world;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::eof_outside_holder), possible);
    World::signal(World::main_thread(world.service));
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::eof_outside_holder), likely);
}

TEST(LoggedServiceTest, ADescriptorThatIsNoOutputIsALeak) {
    LoggedService world;
    world.output->number = 9;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::eof_outside_holder), likely);
}

TEST(LoggedServiceTest, WhoHasAnUncollectedChildReadsThatOnesOutputToTheEnd) {
    LoggedService world;
    Process& starter = world.process(20, 10);
    starter.state = World::main_thread(starter).state = 'Z';
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::eof_outside_holder), likely);
}

// A process with an epoll set that has an event.
struct ReadySet : World {
    ReadySet() : owner(process(10)) {
        descriptor(owner, 3, FdKind::eventfd, 7).ready = EPOLLIN;
        auto& set = descriptor(owner, 4, FdKind::epoll, 0);
        set.rows.push_back(
            {.fd = 3, .events = EPOLLIN, .inode = 7, .current = true, .ready = EPOLLIN});
        set.ready = EPOLLIN;
        main_thread(owner).since = std::chrono::seconds(10);
    }
    Process& owner;
};

TEST(UnusedSetTest, OfAProcessThatWaitsForSignalsIsOnlyPossible) {
    ReadySet world;
    Thread& thread = World::main_thread(world.owner);
    World::on_fd(thread, WaitKind::accept, 9);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::loop_blocked), likely);
    World::signal(thread);
    thread.wait.fds.clear();
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::loop_blocked), possible);
    thread.frames = {{.function = "pause"}, {.function = "uv_run"}, {.function = "main"}};
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::loop_blocked), likely);
}

TEST(UnusedSetTest, OfAProcessThatJoinsItsWorkersIsOnlyPossible) {
    ReadySet world;
    Thread& worker = world.thread(world.owner, 11);
    worker.since = std::chrono::seconds(10);
    World::join(World::main_thread(world.owner), 11);
    World::on_fd(worker, WaitKind::accept, 9);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::loop_blocked), possible);
    worker.frames = {{.function = "boost::asio::detail::scheduler::run(std::error_code&)"}};
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::loop_blocked), likely);
}

TEST(LateNotifyTest, ASiblingThatSleepsForATimeOrWaitsForAChildMayNotifyYet) {
    World world;
    Process& process = world.process(10);
    Thread& sibling = world.thread(process, 11);
    Thread& sleeper = World::main_thread(process);
    World::word(sleeper, WaitKind::atomic);
    sleeper.wait.word->value = 8;
    sleeper.wait.word->changed_before = true;
    World::signal(sibling);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::lost_wakeup), likely);
    World::sleep(sibling);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::lost_wakeup), possible);
    sibling.wait.timeout.reset();
    World::sleep(World::main_thread(world.process(20, 10)));
    World::child(sibling, 20);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::lost_wakeup), possible);
}

// A thread that loops and changes nothing.
struct Spinner : World {
    Spinner() : owner(process(10)), thread(main_thread(owner)) {
        thread.settled = false;
        thread.state = 'R';
        thread.ran_between = std::chrono::milliseconds(149);
        thread.spin = snapshot::SpinSamples{.samples = 100, .distinct = 3, .stack_changes = false};
    }
    Process& owner;
    Thread& thread;
};

TEST(PollingSpinnerTest, OfMemoryThatOthersHaveIsOnlyPossible) {
    Spinner world;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), likely);
    world.thread.spin->shared_memory = true;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), possible);
}

TEST(PollingSpinnerTest, OfADescriptorThatDoesNotBlockIsOnlyPossible) {
    Spinner world;
    World::descriptor(world.owner, 3, FdKind::socket, 7, O_RDWR | O_NONBLOCK);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), likely) << "it makes no call";
    world.thread.spin->in_kernel = 90;
    world.thread.spin->empty_calls = 1000;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), possible);
    world.owner.fds[0].flags = O_RDWR;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), likely);
}

TEST(PollingSpinnerTest, TheTimeWithoutAProcessorIsTold) {
    Spinner world;
    world.thread.ran_between = std::chrono::milliseconds(60);
    world.thread.queued_between = std::chrono::milliseconds(80);
    EXPECT_THAT(world.diagnose().verdicts.front().evidence.front(),
                HasSubstr("ran for 60000 of 150000 us, and was ready for 80000 us more"));
}

}  // namespace
}  // namespace hangar::waitgraph
