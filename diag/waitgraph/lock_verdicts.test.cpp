// SPDX-License-Identifier: Apache-2.0
// Causes in memory, locks above all, on a hand-made snapshot, and beside each what its guard is
// for.
#include <gmock/gmock.h>
#include <signal.h>

#include <hangar/diag/waitgraph/world.test.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::Process;
using snapshot::Thread;
using snapshot::WaitKind;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

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

TEST(LockHeldAcrossForkTest, InOneMemoryTheOwnerUnlocksItForBoth) {
    World world;
    auto& parent = world.process(10);
    auto& child = world.process(20, 10);
    World::sleep(world.thread(parent, 11));
    World::mutex(World::main_thread(child), 11, 10);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::lock_held_across_fork), proven);
    child.memory_of = 10;
    EXPECT_TRUE(world.diagnose().verdicts.empty());
    World::word(World::main_thread(child), WaitKind::condvar);
    EXPECT_TRUE(world.diagnose().verdicts.empty());
    child.memory_of = 0;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::condvar_unsignalled), likely);
}

TEST(LockHeldAcrossForkTest, OneThatNamesNobodyIsLikelyTheParentsOtherThreads) {
    World world;
    auto& parent = world.process(10);
    auto& child = world.process(20, 10);
    World::sleep(world.thread(parent, 11));
    World::child(World::main_thread(parent), 20);
    World::word(World::main_thread(child), WaitKind::mutex);
    World::main_thread(child).wait.word->owner_unknown = true;
    child.exe = "/bin/other";
    parent.exe = "/bin/one";
    EXPECT_FALSE(confidence_of(world.diagnose(), Cause::lock_held_across_fork));
    child.exe = parent.exe;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::lock_held_across_fork), likely);
    EXPECT_THAT(text_of(world.diagnose()), HasSubstr("waits for a lock of the C library"));
}

TEST(OwnerGoneTest, IsProvenWhenNoThreadIsTheOwner) {
    World world;
    auto& process = world.process(10);
    World::mutex(World::main_thread(process), 4711, 0);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::owner_gone), proven);
}

TEST(OwnerGoneTest, ASharedOneIsProvenOnlyIfAllWhoHaveItAreKnown) {
    World world;
    auto& process = world.process(10);
    World::mutex(World::main_thread(process), 4711, 0);
    auto& word = *World::main_thread(process).wait.word;
    word.process_shared = word.shared_memory = true;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::owner_gone), likely);
    word.sharers = {10};
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::owner_gone), proven);
    word.owner_unknown = true;  // it is there, and cannot be read
    EXPECT_FALSE(confidence_of(world.diagnose(), Cause::owner_gone));
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

}  // namespace
}  // namespace hangar::waitgraph
