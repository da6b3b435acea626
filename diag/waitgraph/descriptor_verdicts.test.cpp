// SPDX-License-Identifier: Apache-2.0
// Causes in files, terminals and sets of descriptors, and circles through anything, on a hand-made
// snapshot, and beside each what its guard is for.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/epoll.h>

#include <hangar/diag/waitgraph/world.test.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::FdKind;
using snapshot::FileLock;
using snapshot::Process;
using snapshot::WaitKind;
using testing::HasSubstr;

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

// Whoever gets a copy of the descriptor in a message may unlock it.
TEST(FileLockHeldTest, WhatMayBeOnItsWayToSomebodyIsOnlyPossible) {
    LockWorld world;
    Process& server = world.process(40);
    server.in_tree = false;
    server.threads.clear();
    World::descriptor(server, 6, FdKind::socket, 71).in_flight = 1;
    world.sockets(70, 71);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::file_lock_held), likely) << "not the tree's";
    World::descriptor(world.holder, 7, FdKind::socket, 70);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::file_lock_held), possible);
}

// Two that wait for each other's lock.
struct LockCircle : LockWorld {
    LockCircle() {
        descriptor(holder, 6, FdKind::file, 88);
        holder.threads[0].wait = {};
        on_fd(main_thread(holder), WaitKind::file_lock, 6);
        const FileLock mine{.write = true, .pid = 10, .inode = 88};
        descriptor(waiter, 7, FdKind::file, 88).locks = {mine};
        snapshot.lock_waits.push_back({{.write = true, .pid = 30, .inode = 88}, mine});
    }
};

TEST(FileLockCycleTest, IsProven) {
    EXPECT_EQ(confidence_of(LockCircle().diagnose(), Cause::file_lock_cycle), proven);
}

// Whoever receives the descriptor of a lock may give the lock up.
TEST(FileLockCycleTest, IsNoneWhereADescriptorIsOnItsWayToSomebodyAlive) {
    LockCircle world;
    Process& receiver = world.process(40);
    World::descriptor(receiver, 3, FdKind::socket, 70).in_flight = 1;
    World::sleep(World::main_thread(receiver));
    EXPECT_FALSE(confidence_of(world.diagnose(), Cause::file_lock_cycle));
    World::main_thread(receiver).wait = {};
    World::child(World::main_thread(receiver), 10);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::file_lock_cycle), likely);
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
    auto& master = World::descriptor(parent, 3, FdKind::tty_master, 0);
    master.id = 77;
    master.count = 4095;
    World::descriptor(child, 1, FdKind::tty, 0).id = 77;
    World::on_fd(World::main_thread(child), WaitKind::tty_write, 1, true);
    World::child(World::main_thread(parent), 20);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::tty_full), proven);
    EXPECT_THAT(world.diagnose().verdicts.front().advice, HasSubstr("Read the terminal's master"));
    master.count = 1;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::tty_full), likely);
    EXPECT_THAT(world.diagnose().verdicts.front().advice, HasSubstr("Ctrl-Q"));
    World::sleep(World::main_thread(parent));
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(LoopBlockedTest, TakesAReadySetAndABlockedThread) {
    LoopWorld world;
    world.set->ready = EPOLLIN;
    World::sleep(World::main_thread(world.loop));
    world.loop.threads[0].wait.fds.clear();
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::loop_blocked), likely);
    World::main_thread(world.loop).wait.timeout = std::chrono::milliseconds(200);
    EXPECT_TRUE(world.diagnose().verdicts.empty());
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
