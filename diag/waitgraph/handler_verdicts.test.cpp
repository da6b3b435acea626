// SPDX-License-Identifier: Apache-2.0
// Waits that a signal's handler could end, and processes that somebody else watches over.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>

#include <hangar/diag/waitgraph/world.test.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Process;
using snapshot::WaitKind;

// A parent that waits for a child that reads from it, and has another child.
struct Family : World {
    Family() : parent(process(10)), reader(process(20, 10)), other(process(30, 10)) {
        pipe(70, false);
        descriptor(parent, 4, snapshot::FdKind::pipe, 70).flags = O_WRONLY;
        descriptor(reader, 3, snapshot::FdKind::pipe, 70).flags = O_RDONLY;
        child(main_thread(parent), 20);
        on_fd(main_thread(reader), WaitKind::pipe_read, 3, false);
        sleep(main_thread(other));
    }
    Process& parent;
    Process& reader;
    Process& other;
};

TEST(HandlerTest, AnotherChildsEndIsAnEventForWhoHandlesIt) {
    Family family;
    EXPECT_EQ(confidence_of(family.diagnose(), Cause::wait_cycle), proven);
    family.parent.signals.caught = bit(SIGCHLD);
    const auto diagnosis = family.diagnose();
    ASSERT_EQ(confidence_of(diagnosis, Cause::wait_cycle), possible) << text_of(diagnosis);
    EXPECT_THAT(diagnosis.verdicts.front().evidence.back(),
                testing::HasSubstr("process 10 \"p10\" handles SIGCHLD"));
    EXPECT_TRUE(diagnosis.dead.empty());
    World::main_thread(family.parent).blocked = bit(SIGCHLD);
    EXPECT_EQ(confidence_of(family.diagnose(), Cause::wait_cycle), proven);
}

TEST(HandlerTest, AChildThatWaitsItselfIsNone) {
    Family family;
    family.parent.signals.caught = bit(SIGCHLD);
    World::main_thread(family.other).wait = {};
    World::child(World::main_thread(family.other), 10);
    EXPECT_EQ(confidence_of(family.diagnose(), Cause::wait_cycle), proven)
        << text_of(family.diagnose());
    EXPECT_EQ(family.diagnose().verdicts.size(), 1U) << "and it is told once";
}

// Whoever depends on such a process may go on as well.
TEST(HandlerTest, WhatRestsOnAHandlerElsewhereIsOnlyPossibleToo) {
    Family family;
    family.parent.signals.caught = bit(SIGCHLD);
    auto& above = family.process(5);
    family.parent.ppid = 5;
    World::child(World::main_thread(above), 10);
    for (const Verdict& verdict : family.diagnose().verdicts)
        EXPECT_EQ(verdict.confidence, possible) << text_of(family.diagnose());
}

TEST(HandlerTest, ATimersHandlerMayDoAnything) {
    Family family;
    family.parent.signals.caught = bit(SIGUSR1);
    EXPECT_EQ(confidence_of(family.diagnose(), Cause::wait_cycle), likely);
    family.parent.signals.caught = bit(SIGALRM);
    EXPECT_EQ(confidence_of(family.diagnose(), Cause::wait_cycle), possible);
}

// An idle program may wait for nothing but that; what it passes on ends the reader.
TEST(HandlerTest, WhoIsAskedToEndMayPassItOn) {
    Family family;
    family.parent.signals.caught = bit(SIGTERM);
    EXPECT_EQ(confidence_of(family.diagnose(), Cause::wait_cycle), likely);
    family.parent.signals.caught = 0;
    family.reader.signals.caught = bit(SIGTERM);
    EXPECT_EQ(confidence_of(family.diagnose(), Cause::wait_cycle), proven)
        << "its handler has nothing to say to who waits for its end";
}

// Its own write end is for a handler, whose signal is named.
TEST(HandlerTest, WhoWritesToThePipeOfItsOwnIsNamed) {
    World world;
    Process& reader = world.process(10);
    world.pipe(7, false);
    World::descriptor(reader, 3, snapshot::FdKind::pipe, 7, O_RDONLY);
    World::descriptor(reader, 4, snapshot::FdKind::pipe, 7, O_WRONLY);
    World::on_fd(World::main_thread(reader), WaitKind::pipe_read, 3);
    reader.signals.caught = bit(SIGWINCH);
    const auto diagnosis = world.diagnose();
    ASSERT_EQ(confidence_of(diagnosis, Cause::eof_own_writer), possible) << text_of(diagnosis);
    EXPECT_THAT(diagnosis.verdicts.front().evidence,
                testing::Contains(testing::HasSubstr("handler of SIGWINCH could end the wait")));
}

TEST(TracerTest, AwaitsTraceesAsWellAsChildren) {
    World world;
    auto& tracer = world.process(10);
    auto& dead = world.process(20, 10);
    auto& tracee = world.process(30);
    World::child(World::main_thread(tracer), 0);
    World::child(World::main_thread(dead), 10);
    World::sleep(World::main_thread(tracee));
    EXPECT_NE(confidence_of(world.diagnose(), Cause::wait_cycle), std::nullopt)
        << text_of(world.diagnose());
    tracee.tracer = 10;
    EXPECT_TRUE(world.diagnose().verdicts.empty()) << text_of(world.diagnose());
}

TEST(StoppedChildTest, MayBeContinuedByAParentThatGoesOn) {
    World world;
    auto& parent = world.process(10);
    auto& child = world.process(20, 10);
    World::stopped(child, SIGSTOP);
    World::child(World::main_thread(parent), 20);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::child_stopped), proven);
    World::sleep(world.thread(parent, 11));
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::child_stopped), likely);
}

}  // namespace
}  // namespace hangar::waitgraph
