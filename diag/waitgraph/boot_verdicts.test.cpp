// SPDX-License-Identifier: Apache-2.0
// What is said of children that died while they came up, and of ports that somebody has.
#include <gmock/gmock.h>

#include <hangar/diag/waitgraph/world.test.hpp>

namespace hangar::waitgraph {
namespace {

using snapshot::FdKind;
using snapshot::Process;
using snapshot::WaitKind;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::chrono_literals;

constexpr int exit_status_3 = 3 << 8;

// A parent (10) in accept() since its child (11) came up a minute ago, which has died.
class BootDeathTest : public testing::Test {
  protected:
    BootDeathTest() {
        Process& parent = world_.process(10);
        World::descriptor(parent, 5, FdKind::socket, 500);
        World::on_fd(World::main_thread(parent), WaitKind::accept, 5);
        World::main_thread(parent).since = 1min;
        world_.snapshot.sockets.push_back({.inode = 500,
                                           .family = snapshot::Socket::Family::unix_domain,
                                           .listening = true,
                                           .local = true,
                                           .name = "/run/x"});
        Process& child = world_.process(11, 10);
        child.state = 'Z';
        child.wait_status = exit_status_3;
        child.age = 1min;
        child.threads[0].state = 'Z';
    }

    Process& parent() { return world_.snapshot.processes[0]; }
    Process& child() { return world_.snapshot.processes[1]; }
    std::optional<Confidence> confidence() {
        return confidence_of(world_.diagnose(), Cause::boot_death);
    }

    World world_;
};

TEST_F(BootDeathTest, AParentThatWaitsForADeadChildToConnectIsNamedWithHowItDied) {
    const auto diagnosis = world_.diagnose();
    ASSERT_EQ(confidence_of(diagnosis, Cause::boot_death), likely) << text_of(diagnosis);
    EXPECT_THAT(text_of(diagnosis), HasSubstr("\"p11\", has died: exit status 3"));
    EXPECT_THAT(diagnosis.verdicts[0].pids, testing::UnorderedElementsAre(10, 11));
}

// The parent waits for a word instead, in memory that `sharers` have mapped.
void wait_for_a_word(snapshot::Thread& parent, std::vector<pid_t> sharers) {
    parent.wait.fds.clear();
    World::word(parent, WaitKind::semaphore);
    parent.wait.word->shared_memory = true;
    parent.wait.word->sharers = std::move(sharers);
}

TEST_F(BootDeathTest, AWordInMemoryThatBothShareIsAwaitedInVainToo) {
    auto& thread = World::main_thread(parent());
    wait_for_a_word(thread, {10});
    const auto diagnosis = world_.diagnose();
    ASSERT_FALSE(diagnosis.verdicts.empty());
    EXPECT_EQ(diagnosis.verdicts[0].cause, Cause::boot_death) << text_of(diagnosis);
    EXPECT_EQ(diagnosis.verdicts[0].confidence, likely);
    thread.wait.word->shared_memory = false;
    EXPECT_EQ(confidence(), std::nullopt) << "the child had nothing to do with it";
}

TEST_F(BootDeathTest, WhoeverSharesTheMemoryMayChangeTheWord) {
    wait_for_a_word(World::main_thread(parent()), {10, 20});
    EXPECT_EQ(confidence(), std::nullopt) << "nothing is known of 20";
    Process& other = world_.process(20);
    World::sleep(World::main_thread(other));
    EXPECT_EQ(confidence(), std::nullopt) << "it lives";
    World::main_thread(other).wait = {};
    World::join(World::main_thread(other), 20);
    EXPECT_EQ(confidence(), possible) << "it is stuck, but was not to come up";
}

TEST_F(BootDeathTest, MemoryThatOthersMayMapIsOnlyPossible) {
    wait_for_a_word(World::main_thread(parent()), {});
    World::main_thread(parent()).wait.word->sharers.reset();
    EXPECT_EQ(confidence(), possible);
}

TEST_F(BootDeathTest, AChildThatEndedWellIsNoneThatDied) {
    child().wait_status = 0;
    EXPECT_EQ(confidence(), std::nullopt);
}

TEST_F(BootDeathTest, ATimeLimitEndsTheWait) {
    World::main_thread(parent()).wait.timeout = 1min;
    EXPECT_EQ(confidence(), std::nullopt);
}

TEST_F(BootDeathTest, AnotherChildMayStillCome) {
    world_.process(12, 10);
    EXPECT_EQ(confidence(), possible);
}

TEST_F(BootDeathTest, AServerWhoseWorkerDiedHasRunSince) {
    World::main_thread(parent()).since = 40s;
    EXPECT_EQ(confidence(), possible);
}

TEST_F(BootDeathTest, AServerThatForksForEachConnectionWasLongUp) {
    parent().age = 1h;
    EXPECT_EQ(confidence(), likely) << "the child became another program";
    child().name = parent().name;
    EXPECT_EQ(confidence(), possible);
    parent().age = child().age + 2s;
    EXPECT_EQ(confidence(), likely) << "both came up together";
}

TEST_F(BootDeathTest, SomebodyWhoWaitsToBeAcceptedEndsTheWait) {
    world_.snapshot.sockets[0].backlog = 1;
    EXPECT_EQ(confidence(), std::nullopt);
}

TEST_F(BootDeathTest, AListenerThatOthersHaveIsNoHandshakes) {
    World::descriptor(world_.process(20), 5, FdKind::socket, 500);
    EXPECT_EQ(confidence(), std::nullopt);
}

TEST_F(BootDeathTest, AnotherThreadMayLookAfterChildren) {
    auto& other = world_.thread(parent(), 13);
    World::sleep(other);
    EXPECT_EQ(confidence(), std::nullopt);
}

// Process 10 sleeps between its attempts to get a port that process 20 listens at.
class PortHeldTest : public testing::Test {
  protected:
    PortHeldTest() {
        World::sleep(World::main_thread(world_.process(10)));
        Process& holder = world_.process(20);
        holder.in_tree = false;
        World::sleep(World::main_thread(holder));
        World::descriptor(holder, 7, FdKind::socket, 500);
        world_.snapshot.refused_ports.push_back({.pid = 10,
                                                 .tid = 10,
                                                 .address = "127.0.0.1:8080",
                                                 .held_as = "0.0.0.0:8080",
                                                 .holder = 500});
    }
    World world_;
};

TEST_F(PortHeldTest, TheHolderIsNamedThoughItIsNoneOfTheTree) {
    const auto diagnosis = world_.diagnose();
    ASSERT_EQ(confidence_of(diagnosis, Cause::port_held), likely);
    EXPECT_THAT(diagnosis.verdicts[0].summary, HasSubstr("asks for 127.0.0.1:8080 in vain"));
    EXPECT_THAT(diagnosis.verdicts[0].summary, HasSubstr("process 20 \"p20\" (none of this tree"));
    EXPECT_THAT(diagnosis.verdicts[0].pids, testing::UnorderedElementsAre(10, 20));
    EXPECT_THAT(diagnosis.verdicts[0].evidence, Contains(HasSubstr("as descriptor 7")));
}

TEST_F(PortHeldTest, AHolderThatMayNotBeLookedAtIsSaidToBeOne) {
    world_.snapshot.processes[1].fds.clear();
    EXPECT_THAT(text_of(world_.diagnose()), HasSubstr("a process that may not be looked at"));
}

TEST_F(PortHeldTest, APortThatWasVisitedMayBeServed) {
    world_.snapshot.refused_ports[0].visited = true;
    EXPECT_EQ(confidence_of(world_.diagnose(), Cause::port_held), possible);
}

TEST_F(PortHeldTest, OneThatAskedOnceMayNotAskAgain) {
    world_.snapshot.refused_ports[0].stale = true;
    EXPECT_EQ(confidence_of(world_.diagnose(), Cause::port_held), possible);
}

TEST_F(PortHeldTest, AnotherThreadThatWorksMayBeWhatItIsThereFor) {
    auto& other = world_.thread(world_.snapshot.processes[0], 11);
    World::join(other, 10);
    EXPECT_EQ(confidence_of(world_.diagnose(), Cause::port_held), likely) << "it only waits";
    other.wait = {};
    World::sleep(other);
    EXPECT_EQ(confidence_of(world_.diagnose(), Cause::port_held), possible);
}

TEST_F(PortHeldTest, WithoutARefusalThereIsNone) {
    world_.snapshot.refused_ports.clear();
    EXPECT_THAT(world_.diagnose().verdicts, IsEmpty());
}

}  // namespace
}  // namespace hangar::waitgraph
