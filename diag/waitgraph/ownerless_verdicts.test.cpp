// SPDX-License-Identifier: Apache-2.0
// Waits for what nobody owns, on a hand-made snapshot, and beside each what its guard is for.
#include <gmock/gmock.h>
#include <signal.h>

#include <hangar/diag/waitgraph/world.test.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::WaitKind;
using testing::HasSubstr;

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
    EXPECT_THAT(world.diagnose().verdicts.front().evidence,
                testing::Contains("the handler of SIGTERM could end the wait"));
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

TEST(OnceTest, AWordThatLooksLikeAFlagIsNoneWhereNoFunctionSaysSo) {
    World world;
    auto& thread = World::main_thread(world.process(10));
    World::word(thread, WaitKind::call_once);
    thread.frames = {{.function = "syscall"}, {.function = "main"}};
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::condvar_unsignalled), likely);
    EXPECT_FALSE(confidence_of(world.diagnose(), Cause::init_cycle));
    thread.frames.insert(thread.frames.begin(), {.function = "__pthread_once_slow"});
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::init_cycle), likely);
}

TEST(SemaphoreTest, TheLibrarysOwnIsToldByItsFunctions) {
    World world;
    auto& thread = World::main_thread(world.process(10));
    World::word(thread, WaitKind::atomic);
    thread.frames = {{.function = "std::thread::_Invoker<std::counting_semaphore<1l>>::_M_run()"}};
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::condvar_unsignalled), likely);
    thread.frames.insert(thread.frames.begin(),
                         {.function = "std::counting_semaphore<1l>::acquire()"});
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::semaphore_unposted), likely);
    EXPECT_FALSE(confidence_of(world.diagnose(), Cause::condvar_unsignalled));
}

TEST(SharedWordTest, IsOnlyPossibleUnlessAllWhoHaveItAreKnown) {
    World world;
    auto& waiting = world.process(10);
    auto& helper = world.process(11, 10);
    World::word(World::main_thread(waiting), WaitKind::semaphore);
    World::word(World::main_thread(helper), WaitKind::condvar);
    auto& word = *World::main_thread(waiting).wait.word;
    word.shared_memory = true;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::semaphore_unposted), possible);
    word.sharers = {10, 11};
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::semaphore_unposted), likely);
    EXPECT_THAT(text_of(world.diagnose()), HasSubstr("none of the 2 processes that share it"));
    World::sleep(World::main_thread(helper));
    EXPECT_FALSE(confidence_of(world.diagnose(), Cause::semaphore_unposted));
    word.sharers = {10};
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::semaphore_unposted), likely);
    word.sharers = {10, 4711};  // somebody who is not in the picture
    EXPECT_FALSE(confidence_of(world.diagnose(), Cause::semaphore_unposted));
}

TEST(EventfdTest, AFullOneThatNobodyReads) {
    World world;
    auto& process = world.process(10);
    auto& fd = World::descriptor(process, 3, snapshot::FdKind::eventfd, 7);
    fd.id = 12;
    World::on_fd(World::main_thread(process), WaitKind::io, 3, true);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::semaphore_unposted), likely);
    EXPECT_THAT(text_of(world.diagnose()), HasSubstr("eventfd 12, and nobody is left to read it"));
    EXPECT_THAT(world.diagnose().verdicts.front().advice, HasSubstr("Read it"));
    fd.kind = snapshot::FdKind::file;
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(CountedTest, ASystemVSemaphoreIsWhoeversInTheTree) {
    World world;
    auto& waiting = world.process(10);
    auto& helper = world.process(11, 10);
    auto& wait = World::main_thread(waiting).wait;
    wait.kind = WaitKind::semaphore;
    wait.path = "semaphore set 5 (System V)";
    World::word(World::main_thread(helper), WaitKind::condvar);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::semaphore_unposted), likely);
    EXPECT_THAT(text_of(world.diagnose()), HasSubstr("waits for semaphore set 5 (System V)"));
    World::sleep(World::main_thread(helper));
    EXPECT_FALSE(confidence_of(world.diagnose(), Cause::semaphore_unposted));
}

TEST(CountedTest, AServersIdleQueueIsOnlyPossible) {
    World world;
    auto& server = world.process(10);
    auto& wait = World::main_thread(server).wait;
    wait.kind = WaitKind::semaphore;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::semaphore_unposted), likely);
    wait.named = true;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::semaphore_unposted), possible);
    World::descriptor(server, 3, snapshot::FdKind::file, 77).device = 9;
    World::on_fd(World::main_thread(server), WaitKind::semaphore, 3);
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::semaphore_unposted), possible);
    wait.named = false;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::semaphore_unposted), likely);
}

TEST(CountedTest, AServerOutsideSharesItWithAnybody) {
    World world;
    auto& client = world.process(10);
    auto& server = world.process(20);
    server.in_tree = false;
    World::mutex(World::main_thread(client), 20, 20);
    World::main_thread(client).wait.word->process_shared = true;
    World::main_thread(server).wait.kind = WaitKind::semaphore;
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

TEST(CountedTest, AQueueIsItsHolders) {
    World world;
    auto& reader = world.process(10);
    auto& writer = world.process(11, 10);
    for (auto* process : {&reader, &writer})
        World::descriptor(*process, 3, snapshot::FdKind::file, 77).device = 9;
    World::on_fd(World::main_thread(reader), WaitKind::semaphore, 3);
    World::child(World::main_thread(writer), 10);
    writer.ppid = 1;
    reader.ppid = 11;
    EXPECT_EQ(confidence_of(world.diagnose(), Cause::wait_cycle), likely);
    World::sleep(World::main_thread(writer));
    EXPECT_TRUE(world.diagnose().verdicts.empty());
}

}  // namespace
}  // namespace hangar::waitgraph
