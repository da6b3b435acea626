// SPDX-License-Identifier: Apache-2.0
// Each cause on a hand-made snapshot, and beside it what its guard is for.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/epoll.h>

#include <hangar/diag/waitgraph/world.test.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::FdKind;
using snapshot::FileLock;
using snapshot::FutexWord;
using snapshot::Process;
using snapshot::Thread;
using snapshot::WaitKind;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

constexpr auto proven = Confidence::proven;
constexpr auto likely = Confidence::likely;
constexpr auto possible = Confidence::possible;

std::uint64_t bit(int signal) {
    return std::uint64_t{1} << (signal - 1);
}

// Two threads of one process that wait for each other's mutex.
struct TwoThreads : World {
    TwoThreads() : owner(process(810)) {
        first = &thread(owner, 812);
        second = &thread(owner, 813);
        join(main_thread(owner), 812);
        mutex(*first, 813, 810, 0xa);
        mutex(*second, 812, 810, 0xb);
    }
    Process& owner;
    Thread* first;
    Thread* second;
};

TEST(MutexCycleTest, IsProvenAndNamesWhoHoldsWhat) {
    const TwoThreads world;
    const auto diagnosis = world.diagnose();
    ASSERT_EQ(diagnosis.verdicts.size(), 1U) << text_of(diagnosis);
    const Verdict& verdict = diagnosis.verdicts.front();
    EXPECT_EQ(verdict.cause, Cause::mutex_cycle);
    EXPECT_EQ(verdict.confidence, proven);
    EXPECT_THAT(verdict.pids, UnorderedElementsAre(810));
    EXPECT_THAT(verdict.tids, UnorderedElementsAre(812, 813));
    EXPECT_EQ(
        verdict.summary,
        "deadlock: thread 812 \"t812\" of 810 waits for mutex 0xa, held by thread 813 \"t813\" "
        "of 810, which waits for mutex 0xb, held by thread 812 \"t812\" of 810");
}

TEST(MutexCycleTest, ATimeLimitOrAMoveTakesTheVerdictAway) {
    TwoThreads timed;
    timed.second->wait.timeout = std::chrono::seconds(5);
    EXPECT_TRUE(timed.diagnose().verdicts.empty());
    TwoThreads moving;
    moving.second->settled = false;
    EXPECT_TRUE(moving.diagnose().verdicts.empty());
}

TEST(SelfDeadlockTest, IsProvenAndASignalsFrameMakesItAHandlers) {
    World world;
    auto& process = world.process(10);
    auto& thread = World::main_thread(process);
    World::mutex(thread, 10, 10);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::self_deadlock), proven);
    thread.frames = {{.function = "handler()"}, {.function = "__restore_rt", .signal_frame = true}};
    const auto diagnosis = world.diagnose();
    EXPECT_EQ(confidence_of(diagnosis, Cause::self_deadlock), std::nullopt);
    EXPECT_EQ(confidence_of(diagnosis, Cause::lock_in_signal_handler), proven);
    EXPECT_THAT(diagnosis.verdicts.front().summary, HasSubstr("in handler"));
}

TEST(LockInSignalHandlerTest, ALockWithoutAnOwnerIsOnlyLikely) {
    World world;
    auto& process = world.process(10);
    auto& thread = World::main_thread(process);
    World::word(thread, WaitKind::mutex);
    thread.wait.word->owner_unknown = true;
    thread.frames = {{.function = "__restore_rt", .signal_frame = true}};
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::lock_in_signal_handler), likely);
}

TEST(LockHeldAcrossForkTest, NamesTheParentsThread) {
    World world;
    auto& parent = world.process(10);
    auto& child = world.process(20, 10);
    World::child(World::main_thread(parent), 20);
    World::mutex(World::main_thread(child), 11, 10);
    const auto diagnosis = world.diagnose();
    EXPECT_EQ(confidence_of(diagnosis, Cause::lock_held_across_fork), proven);
    EXPECT_THAT(diagnosis.verdicts.front().pids, UnorderedElementsAre(10, 20));
}

TEST(LockHeldAcrossForkTest, ASharedMutexWaitsForItsOwnerInTheOtherProcess) {
    World world;
    auto& parent = world.process(10);
    auto& child = world.process(20, 10);
    World::sleep(World::main_thread(parent));
    World::mutex(World::main_thread(child), 10, 10);
    World::main_thread(child).wait.word->process_shared = true;
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(OwnerGoneTest, IsProvenWhenNoThreadIsTheOwner) {
    World world;
    auto& process = world.process(10);
    World::mutex(World::main_thread(process), 4711, 0);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::owner_gone), proven);
}

TEST(OwnerGoneTest, ARobustMutexWakesTheNextOne) {
    World world;
    auto& process = world.process(10);
    World::mutex(World::main_thread(process), 4711, 0);
    World::main_thread(process).wait.word->owner_died = true;
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(OwnerGoneTest, AnOwnerThatCannotBeTranslatedIsNotGone) {
    World world;
    auto& process = world.process(10);
    World::mutex(World::main_thread(process), 4711, 0);
    World::main_thread(process).wait.word->owner_unknown = true;
    EXPECT_FALSE(confidence_of(world.diagnose(), Cause::owner_gone));
}

TEST(JoinCycleTest, IsProvenUnlessOneWorks) {
    World world;
    auto& process = world.process(10);
    auto& first = world.thread(process, 11);
    auto& second = world.thread(process, 12);
    World::join(World::main_thread(process), 11);
    World::join(first, 12);
    World::join(second, 11);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::join_cycle), proven);
    World::sleep(second);
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(WaitUnderLockTest, AJoinUnderTheLockThatTheWorkerNeeds) {
    World world;
    auto& process = world.process(10);
    auto& worker = world.thread(process, 11);
    World::join(World::main_thread(process), 11);
    World::mutex(worker, 10, 10);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::wait_under_lock), proven);
}

TEST(WaitUnderLockTest, ThroughAConditionItIsOnlyLikely) {
    World world;
    auto& process = world.process(10);
    auto& worker = world.thread(process, 11);
    World::word(World::main_thread(process), WaitKind::condvar);
    World::mutex(worker, 10, 10);
    const auto diagnosis = world.diagnose();
    EXPECT_EQ(confidence_of(diagnosis, Cause::wait_under_lock), likely);
    EXPECT_FALSE(confidence_of(diagnosis, Cause::condvar_unsignalled)) << text_of(diagnosis);
}

TEST(RwlockBlockedTest, AnonymousReadersAreOnlyLikelyAWriterIsProven) {
    World world;
    auto& process = world.process(10);
    auto& thread = World::main_thread(process);
    World::word(thread, WaitKind::rwlock);
    thread.wait.word->owner_unknown = true;
    thread.wait.word->readers = 1;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::rwlock_blocked), likely);
    thread.wait.word->owner_unknown = false;
    thread.wait.word->owner = 10;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::rwlock_blocked), proven);
}

class OwnerlessTest : public testing::TestWithParam<std::pair<WaitKind, Cause>> {};

TEST_P(OwnerlessTest, IsLikelyInADeadProcessEvenIfSingleThreaded) {
    World world;
    World::word(World::main_thread(world.process(10)), GetParam().first);
    EXPECT_EQ(confidence_of(world.diagnose(), GetParam().second), likely);
}

TEST_P(OwnerlessTest, ASiblingThatLivesTakesTheVerdictAway) {
    World world;
    auto& process = world.process(10);
    World::word(World::main_thread(process), GetParam().first);
    World::signal(world.thread(process, 11));
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST_P(OwnerlessTest, ASignalsHandlerMakesItOnlyPossible) {
    World world;
    auto& process = world.process(10);
    World::word(World::main_thread(process), GetParam().first);
    process.signals.caught = bit(SIGSEGV) | bit(32);
    EXPECT_EQ(confidence_of(world.diagnose(), GetParam().second), likely);
    process.signals.caught = bit(SIGTERM);
    EXPECT_EQ(confidence_of(world.diagnose(), GetParam().second), possible);
    World::main_thread(process).blocked = bit(SIGTERM);
    EXPECT_EQ(confidence_of(world.diagnose(), GetParam().second), likely);
    process.signals.caught = bit(SIGUSR1);
    EXPECT_EQ(confidence_of(world.diagnose(), GetParam().second), possible);
    process.own_handlers = bit(SIGUSR1);
    EXPECT_EQ(confidence_of(world.diagnose(), GetParam().second), likely);
}

INSTANTIATE_TEST_SUITE_P(Kinds, OwnerlessTest,
                         testing::Values(std::pair(WaitKind::condvar, Cause::condvar_unsignalled),
                                         std::pair(WaitKind::atomic, Cause::condvar_unsignalled),
                                         std::pair(WaitKind::semaphore, Cause::semaphore_unposted),
                                         std::pair(WaitKind::future, Cause::promise_never_set),
                                         std::pair(WaitKind::init, Cause::init_cycle),
                                         std::pair(WaitKind::call_once, Cause::init_cycle)));

TEST(BystanderTest, AnIdlePoolBesideADeadlockIsOnlyPossible) {
    TwoThreads world;
    World::word(world.thread(world.owner, 814), WaitKind::condvar);
    const auto diagnosis = world.diagnose();
    EXPECT_EQ(diagnosis.verdicts.front().cause, Cause::mutex_cycle);
    EXPECT_EQ(confidence_of(diagnosis, Cause::condvar_unsignalled), possible);
}

TEST(LostWakeupTest, TakesAChangedWordInBothSamples) {
    World world;
    auto& thread = World::main_thread(world.process(10));
    World::word(thread, WaitKind::atomic);
    thread.wait.word->value = 8;
    EXPECT_FALSE(confidence_of(world.diagnose(), Cause::lost_wakeup));
    thread.wait.word->changed_before = true;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::lost_wakeup), likely);
    thread.wait.word->pooled = true;
    EXPECT_FALSE(confidence_of(world.diagnose(), Cause::lost_wakeup));
}

TEST(LostWakeupTest, ASiblingThatRunsMayBeAboutToNotify) {
    World world;
    auto& process = world.process(10);
    auto& thread = World::main_thread(process);
    World::word(thread, WaitKind::atomic);
    thread.wait.word->value = 8;
    thread.wait.word->changed_before = true;
    world.thread(process, 11).settled = false;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::lost_wakeup), possible);
}

TEST(InitCycleTest, NamesTheThreadInsideTheInitialiser) {
    World world;
    auto& process = world.process(10);
    auto& helper = world.thread(process, 11);
    auto& main = World::main_thread(process);
    World::join(main, 11);
    main.frames = {{.function = "load()"}, {.function = "configuration()"}};
    World::word(helper, WaitKind::init);
    helper.frames = {{.function = "configuration()"}};
    const auto diagnosis = world.diagnose();
    EXPECT_EQ(confidence_of(diagnosis, Cause::init_cycle), likely);
    EXPECT_THAT(diagnosis.verdicts.front().tids, UnorderedElementsAre(10, 11));
    EXPECT_THAT(diagnosis.verdicts.front().summary, HasSubstr("is inside it"));
}

// A process that writes to a pipe which another one would have to read.
struct PipeWorld : World {
    PipeWorld() : parent(process(801)), writer(process(810, 801)) {
        pipe(5531, true);
        descriptor(parent, 3, FdKind::pipe, 5531, O_RDONLY);
        descriptor(writer, 4, FdKind::pipe, 5531, O_WRONLY);
        on_fd(main_thread(writer), WaitKind::pipe_write, 4, true);
    }
    Process& parent;
    Process& writer;
};

TEST(PipeFullTest, TellsWhoWaitsForWhom) {
    PipeWorld world;
    World::child(World::main_thread(world.parent), 810);
    const auto diagnosis = world.diagnose();
    ASSERT_EQ(diagnosis.verdicts.size(), 1U) << text_of(diagnosis);
    EXPECT_EQ(diagnosis.verdicts[0].confidence, proven);
    EXPECT_EQ(
        diagnosis.verdicts[0].summary,
        "deadlock: process 801 \"p801\" waits for the exit of process 810 \"p810\", which writes "
        "to pipe 5531, full (65536 of 65536), whose reader is process 801 \"p801\"");
}

TEST(PipeFullTest, AReaderThatSleepsForAWhileTakesTheVerdictAway) {
    PipeWorld world;
    World::sleep(World::main_thread(world.parent));
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(PipeFullTest, AStoppedReaderIsNamedWithItsSignal) {
    PipeWorld world;
    World::stopped(world.parent, SIGSTOP);
    const auto diagnosis = world.diagnose();
    EXPECT_EQ(confidence_of(diagnosis, Cause::pipe_full), proven) << text_of(diagnosis);
    EXPECT_THAT(diagnosis.verdicts.front().summary, HasSubstr("SIGSTOP"));
}

TEST(PipeCycleTest, NeedsOnlyFullPipes) {
    PipeWorld world;
    world.pipe(5532, true);
    World::descriptor(world.parent, 5, FdKind::pipe, 5532, O_WRONLY);
    World::descriptor(world.writer, 6, FdKind::pipe, 5532, O_RDONLY);
    World::on_fd(World::main_thread(world.parent), WaitKind::pipe_write, 5, true);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::pipe_cycle), proven);
}

TEST(EofOwnWriterTest, IsProvenUnlessAHandlerCouldWrite) {
    World world;
    auto& process = world.process(10);
    world.pipe(7, false);
    World::descriptor(process, 3, FdKind::pipe, 7, O_RDONLY);
    World::descriptor(process, 4, FdKind::pipe, 7, O_WRONLY);
    World::on_fd(World::main_thread(process), WaitKind::pipe_read, 3);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::eof_own_writer), proven);
    process.signals.caught = bit(SIGTERM);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::eof_own_writer), possible);
}

TEST(EofOwnWriterTest, WithAnotherWriterTheCauseIsElsewhere) {
    World world;
    auto& process = world.process(10);
    auto& other = world.process(20);
    World::descriptor(process, 3, FdKind::pipe, 7, O_RDONLY);
    World::descriptor(process, 4, FdKind::pipe, 7, O_WRONLY);
    World::descriptor(other, 4, FdKind::pipe, 7, O_WRONLY);
    World::on_fd(World::main_thread(process), WaitKind::pipe_read, 3);
    World::mutex(World::main_thread(other), 20, 20);
    const auto diagnosis = world.diagnose();
    EXPECT_FALSE(confidence_of(diagnosis, Cause::eof_own_writer));
    EXPECT_EQ(confidence_of(diagnosis, Cause::self_deadlock), proven);
}

// A reader of a pipe that a process outside keeps open.
struct OrphanWorld : World {
    OrphanWorld() : reader(process(10, 2)), orphan(process(30, 1)) {
        pipe(7, false);
        fd = &descriptor(reader, 5, FdKind::pipe, 7, O_RDONLY);
        descriptor(orphan, 1, FdKind::pipe, 7, O_WRONLY);
        on_fd(main_thread(reader), WaitKind::pipe_read, 5);
        orphan.in_tree = false;
        sleep(main_thread(orphan));
    }
    Process& reader;
    Process& orphan;
    snapshot::Descriptor* fd;
};

TEST(EofOutsideHolderTest, AnOrphanThatSleepsIsLikely) {
    const OrphanWorld world;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::eof_outside_holder), likely);
}

TEST(EofOutsideHolderTest, AShellsPipelineAndAWorkingHolderGiveNoVerdict) {
    OrphanWorld pipeline;
    pipeline.fd->number = 0;
    pipeline.reader.threads[0].wait.fds[0].fd = 0;
    EXPECT_TRUE(pipeline.diagnose().verdicts.empty());
    pipeline.orphan.adopted = true;
    EXPECT_EQ(confidence_of(pipeline.diagnose(), Cause::eof_outside_holder), likely);
    pipeline.reader.adopted = true;
    EXPECT_TRUE(pipeline.diagnose().verdicts.empty());
    OrphanWorld working;
    working.orphan.threads[0].settled = false;
    EXPECT_TRUE(working.diagnose().verdicts.empty());
    OrphanWorld sibling;
    sibling.orphan.ppid = sibling.reader.ppid;
    EXPECT_TRUE(sibling.diagnose().verdicts.empty());
    sibling.orphan.session = 30;
    EXPECT_EQ(confidence_of(sibling.diagnose(), Cause::eof_outside_holder), likely);
    sibling.orphan.in_tree = true;
    EXPECT_TRUE(sibling.diagnose().verdicts.empty());
    sibling.orphan.group = sibling.reader.pid;
    EXPECT_EQ(confidence_of(sibling.diagnose(), Cause::eof_outside_holder), likely);
    OrphanWorld older;
    older.orphan.start_time = 5;
    EXPECT_TRUE(older.diagnose().verdicts.empty());
    OrphanWorld forebear;
    forebear.reader.ppid = 30;
    EXPECT_TRUE(forebear.diagnose().verdicts.empty());
}

TEST(EofInFlightFdTest, NeedsADescriptorInAMessage) {
    World world;
    auto& process = world.process(10);
    world.pipe(7, false);
    World::descriptor(process, 3, FdKind::pipe, 7, O_RDONLY);
    World::on_fd(World::main_thread(process), WaitKind::pipe_read, 3);
    EXPECT_TRUE(world.diagnose().verdicts.empty());
    World::descriptor(process, 4, FdKind::socket, 70).in_flight = 1;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::eof_in_flight_fd), likely);
}

// Two processes at the two ends of a socket.
struct SocketWorld : World {
    SocketWorld() : first(process(10)), second(process(20, 10)) {
        sockets(70, 71);
        descriptor(first, 3, FdKind::socket, 70);
        descriptor(second, 4, FdKind::socket, 71);
        on_fd(main_thread(first), WaitKind::socket_read, 3);
        on_fd(main_thread(second), WaitKind::socket_read, 4);
    }
    Process& first;
    Process& second;
};

TEST(RpcCycleTest, IsProvenUnlessOneSideHasAnotherInput) {
    SocketWorld world;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::rpc_cycle), proven);
    world.second.threads[0].wait.kind = WaitKind::poll;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::rpc_cycle), proven);
    World::descriptor(world.second, 0, FdKind::tty, 0);
    world.second.threads[0].wait.fds.push_back({.fd = 0, .read = true});
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(RpcCycleTest, AnotherMachineIsLife) {
    SocketWorld world;
    world.snapshot.sockets[0].local = false;
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(SocketFullTest, ACircleThroughASend) {
    SocketWorld world;
    World::on_fd(World::main_thread(world.first), WaitKind::socket_write, 3, true);
    World::on_fd(World::main_thread(world.second), WaitKind::socket_write, 4, true);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::socket_full), proven);
}

// A client in the backlog of a listener that a server holds.
struct BacklogWorld : World {
    BacklogWorld() : client(process(10)), server(process(20)) {
        snapshot.sockets.push_back(
            {.inode = 70, .connected = true, .local = true, .waiting_at = 72});
        snapshot.sockets.push_back({.inode = 72, .listening = true, .backlog = 1, .name = "/s"});
        descriptor(client, 3, FdKind::socket, 70);
        descriptor(server, 4, FdKind::socket, 72);
        on_fd(main_thread(client), WaitKind::socket_read, 3);
    }
    Process& client;
    Process& server;
};

TEST(SocketNotAcceptedTest, AServerInPauseIsLikelyADeadOneProven) {
    BacklogWorld world;
    World::signal(World::main_thread(world.server));
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::socket_not_accepted), likely);
    World::child(World::main_thread(world.server), 10);
    world.client.ppid = 20;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::socket_not_accepted), proven);
}

TEST(SocketNotAcceptedTest, AServerThatAcceptsOrIsBusyGivesNoVerdict) {
    BacklogWorld world;
    World::sleep(World::main_thread(world.server));
    EXPECT_TRUE(world.diagnose().verdicts.empty());
    World::on_fd(World::main_thread(world.server), WaitKind::accept, 4);
    world.server.threads[0].wait.timeout.reset();
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(ChildStoppedTest, IsProvenIfAwaitedAndOnlyPossibleAsAJob) {
    World world;
    auto& shell = world.process(10);
    auto& job = world.process(20, 10);
    World::stopped(job, SIGTSTP);
    World::child(World::main_thread(shell), 20);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::child_stopped), proven);
    World::sleep(World::main_thread(shell));
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::child_stopped), possible);
    world.snapshot.root = 20;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::child_stopped), proven);
}

TEST(BackgroundTtyTest, NeedsTheTerminalsSignalAndAnotherForegroundGroup) {
    World world;
    auto& parent = world.process(10);
    auto& child = world.process(20, 10);
    World::stopped(child, SIGTTIN);
    World::child(World::main_thread(parent), 20);
    child.group = 20;
    child.foreground_group = 10;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::background_tty), proven);
    child.foreground_group = 20;
    const auto diagnosis = world.diagnose();
    EXPECT_FALSE(confidence_of(diagnosis, Cause::background_tty));
    EXPECT_EQ(confidence_of(diagnosis, Cause::child_stopped), proven);
}

TEST(TracedTest, NamesTheTracer) {
    World world;
    auto& process = world.process(10);
    process.tracer = 99;
    auto& thread = World::main_thread(process);
    thread.state = 't';
    thread.wait.kind = WaitKind::traced;
    const auto diagnosis = world.diagnose();
    EXPECT_EQ(confidence_of(diagnosis, Cause::traced), proven);
    EXPECT_THAT(diagnosis.verdicts.front().pids, UnorderedElementsAre(10, 99));
}

TEST(FrozenTest, IsProven) {
    World world;
    auto& process = world.process(10);
    process.frozen = true;
    World::main_thread(process).wait.kind = WaitKind::frozen;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::frozen), proven);
}

TEST(DiskWaitTest, OnlyALongOneIsLikely) {
    World world;
    auto& thread = World::main_thread(world.process(10));
    thread.state = 'D';
    thread.wait.kind = WaitKind::disk;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::disk_wait), possible);
    thread.since = std::chrono::minutes(1);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::disk_wait), likely);
}

TEST(ZombieUnreapedTest, DependsOnWhatTheParentDoes) {
    World world;
    auto& parent = world.process(10);
    auto& zombie = world.process(20, 10);
    zombie.state = 'Z';
    World::main_thread(zombie).state = 'Z';
    World::signal(World::main_thread(parent));
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::zombie_unreaped), likely);
    World::sleep(World::main_thread(parent));
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::zombie_unreaped), possible);
    World::main_thread(parent).wait.timeout = std::chrono::hours(1);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::zombie_unreaped), likely);
    World::main_thread(parent).wait.timeout.reset();
    World::child(World::main_thread(parent), 20);
    EXPECT_TRUE(world.diagnose().verdicts.empty());
    World::signal(World::main_thread(parent));
    World::main_thread(zombie).settled = false;  // it ended just now
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

// A process that waits for a flock that others hold.
struct LockWorld : World {
    LockWorld() : waiter(process(10)), holder(process(30)) {
        descriptor(waiter, 3, FdKind::file, 99);
        on_fd(main_thread(waiter), WaitKind::file_lock, 3);
        snapshot.lock_waits.push_back({wanted, held});
        descriptor(holder, 5, FdKind::file, 99).locks = {held};
        sleep(main_thread(holder));
    }
    FileLock wanted{.write = true, .pid = 10, .inode = 99};
    FileLock held{.write = true, .pid = 20, .inode = 99};
    Process& waiter;
    Process& holder;
};

TEST(FileLockHeldTest, AnHeirIsLikelyWhoTookItOnlyPossible) {
    const LockWorld world;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::file_lock_held), likely);
    LockWorld taken;
    taken.snapshot.lock_waits[0].held.pid = 30;
    taken.holder.fds[0].locks[0].pid = 30;
    EXPECT_EQ(confidence_of(taken.diagnose(), Cause::file_lock_held), possible);
    World::main_thread(taken.holder).wait.timeout = std::chrono::hours(1);
    EXPECT_EQ(confidence_of(taken.diagnose(), Cause::file_lock_held), likely);
}

TEST(FileLockCycleTest, IsProven) {
    LockWorld world;
    World::descriptor(world.holder, 6, FdKind::file, 88);
    world.holder.threads[0].wait = {};
    World::on_fd(World::main_thread(world.holder), WaitKind::file_lock, 6);
    const FileLock mine{.write = true, .pid = 10, .inode = 88};
    World::descriptor(world.waiter, 7, FdKind::file, 88).locks = {mine};
    world.snapshot.lock_waits.push_back({{.write = true, .pid = 30, .inode = 88}, mine});
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::file_lock_cycle), proven);
}

// A loop that sleeps on an epoll set with one pipe in it, which has input.
struct LoopWorld : World {
    LoopWorld() : loop(process(10)) {
        auto& input = descriptor(loop, 3, FdKind::pipe, 7, O_RDONLY);
        input.ready = EPOLLIN;
        descriptor(loop, 4, FdKind::pipe, 7, O_WRONLY);
        set = &descriptor(loop, 5, FdKind::epoll, 0);
        set->ready = 0;
        set->rows = {{.fd = 3, .events = EPOLLIN, .current = true, .ready = EPOLLIN}};
        on_fd(main_thread(loop), WaitKind::epoll, 5);
    }
    Process& loop;
    snapshot::Descriptor* set;
};

TEST(EpollMissedEdgeTest, TakesAnEdgeUnreadInputAndASetThatIsNotReady) {
    LoopWorld world;
    EXPECT_FALSE(confidence_of(world.diagnose(), Cause::epoll_missed_edge));
    world.set->rows[0].events = EPOLLIN | EPOLLET;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::epoll_missed_edge), proven);
    world.set->rows[0].ready = 0;
    EXPECT_FALSE(confidence_of(world.diagnose(), Cause::epoll_missed_edge));
    world.set->rows[0].ready = EPOLLIN;
    world.set->ready = EPOLLIN;
    EXPECT_FALSE(confidence_of(world.diagnose(), Cause::epoll_missed_edge));
}

TEST(EpollMissedEdgeTest, ALoopWithOtherWorkIsOnlyPossible) {
    LoopWorld world;
    world.set->rows[0].events = EPOLLIN | EPOLLET;
    World::descriptor(world.loop, 8, FdKind::timerfd, 0).armed = true;
    world.set->rows.push_back({.fd = 8, .events = EPOLLIN, .current = true, .ready = 0});
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::epoll_missed_edge), possible);
}

TEST(EpollDisarmedTest, TakesExactlyTheOneShotBit) {
    LoopWorld world;
    world.set->rows[0].events = EPOLLONESHOT;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::epoll_disarmed), proven);
    World::sleep(world.thread(world.loop, 11));
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::epoll_disarmed), possible);
}

TEST(EpollStaleTest, DoesHarmOnlyWhereNothingElseIsWatched) {
    LoopWorld world;
    world.set->rows[0].current = false;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::epoll_stale), likely);
    world.set->rows.push_back({.fd = 3, .events = EPOLLIN, .current = true, .ready = 0});
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::epoll_stale), possible);
}

TEST(FifoNoPeerTest, IsLikelyUnlessSomebodyInTheTreeLives) {
    World world;
    auto& thread = World::main_thread(world.process(10));
    thread.wait.kind = WaitKind::fifo_open;
    thread.wait.path = "/tmp/f";
    thread.wait.fds = {{.fd = -1, .read = true}};
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::fifo_no_peer), likely);
    World::sleep(World::main_thread(world.process(20)));
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(TtyFullTest, ACircleThroughATerminal) {
    World world;
    auto& parent = world.process(10);
    auto& child = world.process(20, 10);
    World::descriptor(parent, 3, FdKind::tty_master, 0).id = 77;
    World::descriptor(child, 1, FdKind::tty, 0).id = 77;
    World::on_fd(World::main_thread(child), WaitKind::tty_write, 1, true);
    World::child(World::main_thread(parent), 20);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::tty_full), proven);
    World::sleep(World::main_thread(parent));
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(LoopBlockedTest, TakesAReadySetAndABlockedThread) {
    LoopWorld world;
    world.set->ready = EPOLLIN;
    World::signal(World::main_thread(world.loop));
    world.loop.threads[0].wait.fds.clear();
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::loop_blocked), likely);
    World::main_thread(world.loop).wait.timeout = std::chrono::milliseconds(200);
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(SignalIgnoredTest, APendingSignalThatEveryThreadBlocks) {
    World world;
    auto& process = world.process(10);
    auto& thread = World::main_thread(process);
    World::signal(thread, ~bit(SIGTERM));
    process.signals.pending = bit(SIGTERM);
    thread.blocked = bit(SIGTERM);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::signal_ignored), likely);
    World::descriptor(process, 3, FdKind::signalfd, 0).signals = bit(SIGTERM);
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(SignalIgnoredTest, AChildThatIgnoresTheSignalItsParentWaitsOn) {
    World world;
    auto& parent = world.process(10);
    auto& child = world.process(20, 10);
    World::child(World::main_thread(parent), 20);
    World::signal(World::main_thread(child));
    EXPECT_TRUE(world.diagnose().verdicts.empty());
    child.signals.ignored = bit(SIGTERM);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::signal_ignored), likely);
    World::sleep(World::main_thread(child));
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(SpinningTest, ToComputeIsOnlyPossibleToRepeatOneselfIsLikely) {
    World world;
    auto& thread = World::main_thread(world.process(10));
    thread.settled = false;
    thread.state = 'R';
    thread.ran_between = std::chrono::milliseconds(149);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), possible);
    thread.spin = snapshot::SpinSamples{.samples = 100, .distinct = 3, .stack_changes = false};
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), likely);
    thread.ran_between = thread.queued_between = std::chrono::milliseconds(70);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), likely);
    thread.spin = snapshot::SpinSamples{.samples = 100, .distinct = 99};
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), possible);
    thread.queued_between = std::chrono::milliseconds(0);
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(SpinningTest, WhoeverMovesBytesOrChangesItsStackGetsSomewhere) {
    World world;
    auto& thread = World::main_thread(world.process(10));
    thread.settled = false;
    thread.state = 'R';
    thread.ran_between = std::chrono::milliseconds(149);
    const snapshot::SpinSamples still{.samples = 100, .distinct = 3, .stack_changes = false};
    thread.spin = still;
    thread.spin->stack_changes = true;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), possible);
    thread.spin = still;
    thread.spin->bytes_moved = 1;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), possible);
    thread.spin = still;
    thread.spin->in_kernel = 90;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), possible);
    thread.spin->empty_calls = 1000;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), likely);
}

TEST(WaitCycleTest, TellsAnyOtherCircle) {
    World world;
    auto& parent = world.process(10);
    auto& child = world.process(20, 10);
    world.pipe(7, false);
    World::descriptor(parent, 4, FdKind::pipe, 7, O_WRONLY);
    World::descriptor(child, 3, FdKind::pipe, 7, O_RDONLY);
    World::child(World::main_thread(parent), 20);
    World::on_fd(World::main_thread(child), WaitKind::pipe_read, 3);
    const auto diagnosis = world.diagnose();
    EXPECT_EQ(confidence_of(diagnosis, Cause::wait_cycle), proven) << text_of(diagnosis);
    EXPECT_THAT(diagnosis.verdicts.front().summary, HasSubstr("reads from pipe 7, empty"));
}

}  // namespace
}  // namespace hangar::waitgraph
