// SPDX-License-Identifier: Apache-2.0
// Causes in pipes and sockets on a hand-made snapshot, and beside each what its guard is for.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/epoll.h>

#include <hangar/diag/waitgraph/world.test.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::FdKind;
using snapshot::Process;
using snapshot::WaitKind;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

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

// The writer's main thread waits for it by a semaphore, which leads nowhere: the circle is the
// cause.
TEST(PipeFullTest, AThreadBesideTheCircleDoesNotHideIt) {
    PipeWorld world;
    World::child(World::main_thread(world.parent), 810);
    World::word(World::main_thread(world.writer), WaitKind::semaphore);
    World::on_fd(world.thread(world.writer, 811), WaitKind::pipe_write, 4, true);
    const auto diagnosis = world.diagnose();
    ASSERT_FALSE(diagnosis.verdicts.empty());
    EXPECT_EQ(diagnosis.verdicts[0].cause, Cause::pipe_full) << text_of(diagnosis);
    EXPECT_EQ(diagnosis.verdicts[0].confidence, likely);
    EXPECT_THAT(diagnosis.verdicts[0].tids, UnorderedElementsAre(801, 811));
    EXPECT_EQ(confidence_of(diagnosis, Cause::semaphore_unposted), possible);
    World::sleep(World::main_thread(world.writer));
    EXPECT_TRUE(world.diagnose().verdicts.empty()) << "whoever lives may end the process";
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

// What it waits for is there: it only was not told.
TEST(RpcCycleTest, IsNoneWhereALoopMissedItsEdge) {
    SocketWorld world;
    auto& set = World::descriptor(world.second, 5, FdKind::epoll, 0);
    set.ready = 0;
    set.rows = {{.fd = 4, .events = EPOLLIN | EPOLLET, .current = true, .ready = 0}};
    World::on_fd(World::main_thread(world.second), WaitKind::epoll, 5);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::rpc_cycle), proven);
    set.rows[0].ready = EPOLLIN;
    EXPECT_FALSE(confidence_of(world.diagnose(), Cause::rpc_cycle));
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::epoll_missed_edge), proven);
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

}  // namespace
}  // namespace hangar::waitgraph
