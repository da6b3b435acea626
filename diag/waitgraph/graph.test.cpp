// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <signal.h>

#include <hangar/diag/waitgraph/graph.hpp>
#include <hangar/diag/waitgraph/strong_components.hpp>
#include <hangar/diag/waitgraph/world.test.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::FdKind;
using snapshot::WaitKind;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::vector<Party> dead_in(const World& world) {
    return world.diagnose().dead;
}

TEST(StrongComponentsTest, FindsCirclesBeforeWhatLeadsToThem) {
    const auto found = strong_components({{1}, {2}, {1}, {3}, {}});
    ASSERT_EQ(found.size(), 4U);
    EXPECT_THAT(found[0], UnorderedElementsAre(1U, 2U));
    EXPECT_THAT(found[1], ElementsAre(0U));
    EXPECT_THAT(found[2], ElementsAre(3U));
    EXPECT_THAT(found[3], ElementsAre(4U));
}

TEST(StrongComponentsTest, TakesALongChainWithoutAStack) {
    std::vector<std::vector<std::size_t>> links(200'000);
    for (std::size_t i = 0; i + 1 < links.size(); ++i) links[i] = {i + 1};
    EXPECT_EQ(strong_components(links).size(), links.size());
    links.back() = {0};
    EXPECT_EQ(strong_components(links).size(), 1U);
}

TEST(GraphTest, WhoeverRunsIsLiveAndWakesWhoWaitsForIt) {
    World world;
    auto& process = world.process(10);
    world.thread(process, 11).settled = false;
    World::join(World::main_thread(process), 11);
    EXPECT_THAT(dead_in(world), IsEmpty());
}

TEST(GraphTest, ATimeLimitIsLife) {
    World world;
    auto& process = world.process(10);
    World::mutex(World::main_thread(process), 10, 10);
    World::main_thread(process).wait.timeout = std::chrono::hours(1);
    EXPECT_THAT(dead_in(world), IsEmpty());
}

TEST(GraphTest, AThreadThatOwnsWhatItWaitsForIsDeadAndACircle) {
    World world;
    auto& process = world.process(10);
    World::mutex(World::main_thread(process), 10, 10);
    EXPECT_THAT(dead_in(world), ElementsAre(Party{10, 10}));
    const Picture picture(world.snapshot);
    const Graph graph(picture);
    ASSERT_EQ(graph.components().size(), 1U);
    EXPECT_TRUE(graph.components()[0].cyclic);
    EXPECT_TRUE(graph.components()[0].sink);
}

TEST(GraphTest, OneLiveHolderOfAPipeIsEnough) {
    World world;
    auto& reader = world.process(10);
    auto& stuck = world.process(20, 10);
    auto& working = world.process(30, 10);
    world.pipe(7, false);
    World::descriptor(reader, 3, FdKind::pipe, 7, O_RDONLY);
    World::descriptor(stuck, 4, FdKind::pipe, 7, O_WRONLY);
    World::descriptor(working, 4, FdKind::pipe, 7, O_WRONLY);
    World::on_fd(World::main_thread(reader), WaitKind::pipe_read, 3);
    World::child(World::main_thread(stuck), 0);  // has none: about to return
    World::mutex(World::main_thread(stuck), 20, 20);
    World::sleep(World::main_thread(working));
    EXPECT_THAT(dead_in(world), ElementsAre(Party{20, 20}));
}

TEST(GraphTest, WhoWaitsForALiveAndADeadLockHolderIsDead) {
    World world;
    auto& waiter = world.process(10);
    auto& dead = world.process(20);
    auto& live = world.process(30);
    World::mutex(World::main_thread(dead), 20, 20);
    World::sleep(World::main_thread(live));
    auto& fd = World::descriptor(waiter, 3, FdKind::file, 99);
    fd.device = 1;
    World::on_fd(World::main_thread(waiter), WaitKind::file_lock, 3);
    using snapshot::FileLock;
    const FileLock wanted{.write = true, .pid = 10, .device = 1, .inode = 99};
    for (auto* holder : {&dead, &live}) {
        const FileLock held{.pid = holder->pid, .device = 1, .inode = 99};
        World::descriptor(*holder, 5, FdKind::file, 99).locks = {held};
        world.snapshot.lock_waits.push_back({wanted, held});
    }
    EXPECT_THAT(dead_in(world), ElementsAre(Party{10, 10}, Party{20, 20}));
}

TEST(GraphTest, AnUnknownOtherEndIsLife) {
    World world;
    auto& reader = world.process(10);
    World::descriptor(reader, 3, FdKind::pipe, 7, O_RDONLY);
    World::on_fd(World::main_thread(reader), WaitKind::pipe_read, 3);
    EXPECT_THAT(dead_in(world), IsEmpty());
}

TEST(GraphTest, AProcessOfTheTreeThatCannotBeReadMayHoldAnything) {
    World world;
    auto& reader = world.process(10);
    World::descriptor(reader, 3, FdKind::pipe, 7, O_RDONLY);
    World::descriptor(reader, 4, FdKind::pipe, 7, O_WRONLY);
    World::on_fd(World::main_thread(reader), WaitKind::pipe_read, 3);
    EXPECT_THAT(dead_in(world), ElementsAre(Party{10, 10}));
    auto& secret = world.process(20, 10);
    secret.fds_known = false;
    secret.threads.clear();
    EXPECT_THAT(dead_in(world), IsEmpty());
}

TEST(GraphTest, WhatTheExaminerHoldsIsHeldBySomebodyAlive) {
    World world;
    auto& writer = world.process(10);
    world.pipe(7, true);
    World::descriptor(writer, 3, FdKind::pipe, 7, O_WRONLY);
    World::on_fd(World::main_thread(writer), WaitKind::pipe_write, 3, true);
    auto& examiner = world.process(99);
    examiner.examiner = true;
    examiner.in_tree = false;
    examiner.threads.clear();
    World::descriptor(examiner, 8, FdKind::pipe, 7, O_RDONLY);
    EXPECT_THAT(dead_in(world), IsEmpty());
}

TEST(GraphTest, AWaitForASignalIsLiveUnlessNoneCanCome) {
    World world;
    auto& process = world.process(10);
    World::signal(World::main_thread(process), std::uint64_t{1} << (SIGTERM - 1));
    EXPECT_THAT(dead_in(world), IsEmpty());
    World::signal(World::main_thread(process), std::uint64_t{1} << (SIGKILL - 1));
    EXPECT_THAT(dead_in(world), ElementsAre(Party{10, 10}));
}

TEST(GraphTest, APollOverADeadAndALiveSourceIsLive) {
    World world;
    auto& process = world.process(10);
    World::descriptor(process, 3, FdKind::pipe, 7, O_RDONLY);
    World::descriptor(process, 4, FdKind::pipe, 7, O_WRONLY);
    auto& timer = World::descriptor(process, 5, FdKind::timerfd, 0);
    auto& thread = World::main_thread(process);
    thread.wait.kind = WaitKind::poll;
    thread.wait.fds = {{.fd = 3, .read = true}, {.fd = 5, .read = true}};
    EXPECT_THAT(dead_in(world), ElementsAre(Party{10, 10}));
    timer.armed = true;
    EXPECT_THAT(dead_in(world), IsEmpty());
}

TEST(GraphTest, AnEpollSetThatWatchesItselfEnds) {
    World world;
    auto& process = world.process(10);
    auto& set = World::descriptor(process, 3, FdKind::epoll, 0);
    set.rows = {{.fd = 3, .events = 1, .current = true}};
    World::on_fd(World::main_thread(process), WaitKind::epoll, 3);
    EXPECT_THAT(dead_in(world), ElementsAre(Party{10, 10}));
}

TEST(GraphTest, AZombieAmongTheChildrenEndsTheWaitForAny) {
    World world;
    auto& parent = world.process(10);
    auto& child = world.process(20, 10);
    World::mutex(World::main_thread(child), 20, 20);
    World::child(World::main_thread(parent), 0);
    EXPECT_THAT(dead_in(world), ElementsAre(Party{10, 10}, Party{20, 20}));
    auto& zombie = world.process(30, 10);
    zombie.state = 'Z';
    World::main_thread(zombie).state = 'Z';
    EXPECT_THAT(dead_in(world), ElementsAre(Party{20, 20}));
}

}  // namespace
}  // namespace hangar::waitgraph
