// SPDX-License-Identifier: Apache-2.0
// What others may do to an epoll set or a timer that they have open, too; and ends in messages.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/epoll.h>

#include <hangar/diag/waitgraph/world.test.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Descriptor;
using snapshot::FdKind;
using snapshot::Process;
using snapshot::WaitKind;

// A worker sleeps on a set whose only descriptor was one-shot and has fired; its brother has the
// set, too.
struct PreforkWorld : World {
    PreforkWorld() : parent(process(10)), worker(process(20, 10)), brother(process(30, 10)) {
        sockets(70, 71);
        Descriptor& input = descriptor(worker, 3, FdKind::socket, 70);
        input.ready = EPOLLIN;
        Descriptor& set = descriptor(worker, 5, FdKind::epoll, 0);
        set.ready = 0;
        set.rows = {{.fd = 3, .events = EPOLLONESHOT, .current = true, .ready = EPOLLIN}};
        descriptor(brother, 5, FdKind::epoll, 0).id = set.id;
        on_fd(main_thread(worker), WaitKind::epoll, 5);
        on_fd(main_thread(brother), WaitKind::epoll, 5);
        child(main_thread(parent), 20);
    }
    Process& parent;
    Process& worker;
    Process& brother;
};

TEST(SharedSetTest, ABrotherAtWorkMayArmItAgain) {
    PreforkWorld world;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::epoll_disarmed), proven);
    World::sleep(World::main_thread(world.brother));
    const auto diagnosis = world.diagnose();
    EXPECT_FALSE(diagnosis.named_a_cause()) << text_of(diagnosis);
    EXPECT_THAT(diagnosis.dead, testing::IsEmpty());
}

// As long as it is at work, that the client waits for the answer says nothing.
TEST(SharedSetTest, AClientThatWaitsForWhoIsAtWorkIsNone) {
    PreforkWorld world;
    World::sleep(World::main_thread(world.brother));
    Process& client = world.process(40);
    World::descriptor(client, 4, FdKind::socket, 71);
    World::on_fd(World::main_thread(client), WaitKind::socket_read, 4);
    const auto diagnosis = world.diagnose();
    EXPECT_EQ(confidence_of(diagnosis, Cause::epoll_disarmed), possible) << text_of(diagnosis);
    EXPECT_FALSE(diagnosis.named_a_cause()) << text_of(diagnosis);
}

TEST(SharedSetTest, AnotherSetIsNobodysBusiness) {
    PreforkWorld world;
    ++world.brother.fds[0].id;
    World::sleep(World::main_thread(world.brother));
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::epoll_disarmed), proven);
}

TEST(SharedSetTest, OneThatCannotBeToldFromOthersMayBeAnybodys) {
    PreforkWorld world;
    world.worker.fds[1].id = 0;
    EXPECT_FALSE(world.diagnose().named_a_cause());
}

TEST(SharedSetTest, OneWhoseHoldersAreNotAllSeenIsNeverProven) {
    PreforkWorld world;
    world.snapshot.holders_complete = false;
    EXPECT_FALSE(world.diagnose().named_a_cause());
}

// The worker sleeps on a set in which its own one is.
TEST(SharedSetTest, ABrotherAtWorkMayArmWhatIsInASetInASet) {
    PreforkWorld world;
    Descriptor& outer = World::descriptor(world.worker, 6, FdKind::epoll, 0);
    outer.ready = 0;
    outer.rows = {{.fd = 5, .events = EPOLLIN, .current = true, .ready = 0}};
    World::on_fd(World::main_thread(world.worker), WaitKind::epoll, 6);
    EXPECT_EQ(world.diagnose().dead.size(), 3U) << text_of(world.diagnose());
    World::sleep(World::main_thread(world.brother));
    EXPECT_THAT(world.diagnose().dead, testing::IsEmpty()) << text_of(world.diagnose());
}

TEST(SharedTimerTest, ABrotherMayArmIt) {
    World world;
    Process& parent = world.process(10);
    Process& child = world.process(20, 10);
    Process& brother = world.process(30, 10);
    const auto id = World::descriptor(child, 3, FdKind::timerfd, 0).id;
    World::on_fd(World::main_thread(child), WaitKind::timerfd, 3);
    World::child(World::main_thread(parent), 20);
    World::sleep(World::main_thread(brother));
    EXPECT_FALSE(world.diagnose().dead.empty());
    World::descriptor(brother, 4, FdKind::timerfd, 0).id = id;
    EXPECT_TRUE(world.diagnose().dead.empty());
}

// A reader that has a write end of its pipe itself, and has sent another to somebody outside.
struct SentWorld : World {
    SentWorld() : reader(process(10)), outsider(process(20)) {
        pipe(7, false);
        descriptor(reader, 3, FdKind::pipe, 7, O_RDONLY);
        descriptor(reader, 4, FdKind::pipe, 7, O_WRONLY);
        descriptor(reader, 5, FdKind::socket, 70);
        on_fd(main_thread(reader), WaitKind::pipe_read, 3);
        outsider.in_tree = false;
        outsider.threads.clear();
        sockets(70, 71);
    }
    void send() { descriptor(outsider, 6, FdKind::socket, 71).in_flight = 1; }
    Process& reader;
    Process& outsider;
};

TEST(SentEndTest, WhoWillReceiveItMayWrite) {
    SentWorld world;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::eof_own_writer), proven);
    world.send();
    const auto diagnosis = world.diagnose();
    EXPECT_TRUE(diagnosis.verdicts.empty()) << text_of(diagnosis);
}

// Only a doubt is left where the tree is not at the other end.
TEST(SentEndTest, AMessageBetweenOthersIsADoubt) {
    SentWorld world;
    world.send();
    world.reader.fds.pop_back();
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::eof_own_writer), likely);
}

}  // namespace
}  // namespace hangar::waitgraph
