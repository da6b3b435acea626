// SPDX-License-Identifier: Apache-2.0
// Causes in processes and what is done to them on a hand-made snapshot, and beside each what its
// guard is for.
#include <gmock/gmock.h>
#include <signal.h>

#include <hangar/diag/waitgraph/world.test.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::FdKind;
using snapshot::WaitKind;
using testing::UnorderedElementsAre;

TEST(ChildStoppedTest, IsProvenIfAwaitedAndOnlyPossibleAsAJob) {
    World world;
    auto& shell = world.process(10);
    auto& job = world.process(20, 10);
    World::stopped(job, SIGTSTP);
    World::main_thread(job).since = std::chrono::seconds(2);
    World::child(World::main_thread(shell), 20);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::child_stopped), proven);
    EXPECT_EQ(world.diagnose().verdicts.front().evidence.front(),
              "process 20 \"p20\": it waits for SIGCONT, stopped by SIGTSTP, for 2.0 s");
    World::sleep(World::main_thread(shell));
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::child_stopped), possible);
    world.snapshot.root = 20;
    shell.in_tree = false;
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
    auto& tracer = world.process(99);
    tracer.in_tree = false;
    World::signal(World::main_thread(tracer));
    const auto diagnosis = world.diagnose();
    EXPECT_EQ(confidence_of(diagnosis, Cause::traced), proven);
    EXPECT_THAT(diagnosis.verdicts.front().pids, UnorderedElementsAre(10, 99));
}

TEST(TracedTest, ATracerAtWorkMayLetGo) {
    World world;
    auto& process = world.process(10);
    process.tracer = 99;
    World::main_thread(process).state = 't';
    World::main_thread(process).wait.kind = WaitKind::traced;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::traced), likely) << "an unknown one";
    auto& tracer = world.process(99);
    World::signal(World::main_thread(tracer));
    World::sleep(world.thread(tracer, 100));
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::traced), possible);
    tracer.threads[1].wait = {};
    tracer.threads[1].settled = false;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::traced), possible);
    tracer.threads[1].state = 'Z';
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::traced), proven);
    auto& script = world.process(98);
    World::sleep(World::main_thread(script));
    world.pipe(7, false);
    World::descriptor(tracer, 3, FdKind::pipe, 7, O_RDONLY);
    World::descriptor(script, 4, FdKind::pipe, 7, O_WRONLY);
    World::on_fd(World::main_thread(tracer), WaitKind::pipe_read, 3);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::traced), possible) << "its script goes on";
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
    parent.signals.caught = bit(SIGTERM);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::zombie_unreaped), possible);
    parent.signals.caught = bit(SIGTERM) | bit(SIGCHLD);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::zombie_unreaped), likely);
    parent.signals.caught = 0;
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

TEST(SignalIgnoredTest, APendingSignalThatEveryThreadBlocks) {
    World world;
    auto& process = world.process(10);
    auto& thread = World::main_thread(process);
    World::signal(thread, ~bit(SIGTERM));
    process.signals.pending = bit(SIGTERM);
    thread.blocked = bit(SIGTERM);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::signal_ignored), likely);
    auto& worker = world.process(20, 10);
    World::sleep(World::main_thread(worker));
    World::child(thread, 20);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::signal_ignored), possible);
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

TEST(SignalIgnoredTest, WhoLetsNoSignalInWaitsForNone) {
    constexpr std::uint64_t never_waited = bit(SIGKILL) | bit(SIGSTOP) | bit(32) | bit(33);
    World world;
    auto& parent = world.process(10);
    auto& child = world.process(20, 10);
    World::sleep(World::main_thread(parent));
    World::signal(World::main_thread(child), never_waited);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::signal_ignored), possible);
    World::main_thread(parent).wait.timeout.reset();
    World::child(World::main_thread(parent), 20);
    const auto diagnosis = world.diagnose();
    EXPECT_EQ(confidence_of(diagnosis, Cause::signal_ignored), likely);
    EXPECT_THAT(diagnosis.verdicts.front().pids, UnorderedElementsAre(10, 20));
    World::sleep(world.thread(child, 21));
    EXPECT_TRUE(world.diagnose().verdicts.empty()) << "it is parked beside one that works";
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

TEST(SpinningTest, WhoeverYieldsToAThreadThatWorksIsOnlyWaitingForIt) {
    World world;
    auto& process = world.process(10);
    auto& other = world.thread(process, 11);
    auto& thread = World::main_thread(process);
    thread.settled = false;
    thread.state = 'R';
    thread.ran_between = std::chrono::milliseconds(149);
    thread.spin = snapshot::SpinSamples{
        .samples = 100, .distinct = 3, .in_kernel = 90, .stack_changes = false, .empty_calls = 90};
    World::signal(other);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), likely);
    other.settled = false;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), possible);
    other.spin = thread.spin;  // it waits for us in the same way
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), likely);
    other.spin.reset();
    thread.spin->in_kernel = 0;  // it polls a flag
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), possible);
}

TEST(SpinningTest, WhoeverPollsForAProcessThatWorksIsOnlyWaitingForIt) {
    World world;
    auto& child = world.process(20, 10);
    auto& thread = World::main_thread(world.process(10));
    thread.settled = false;
    thread.state = 'R';
    thread.ran_between = std::chrono::milliseconds(149);
    thread.spin = snapshot::SpinSamples{.samples = 100, .distinct = 3, .stack_changes = false};
    World::signal(World::main_thread(child));
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), likely);
    World::main_thread(child).settled = false;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), possible);
    child.in_tree = false;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::spinning), likely);
}

}  // namespace
}  // namespace hangar::waitgraph
