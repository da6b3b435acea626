// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <random>

#include <hangar/diag/os/fork.hpp>
#include <hangar/diag/tasks/little_world.test.hpp>
#include <hangar/diag/tasks/process_reader.hpp>
#include <hangar/diag/tasks/registry_reader.hpp>
#include <hangar/diag/tasks/text.hpp>

namespace hangar::tasks {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::uint64_t address_of(const void* object) {
    return reinterpret_cast<std::uint64_t>(object);
}

ReadOptions options() {
    ReadOptions options;
    options.process = {4700, 99};
    options.program = "little";
    options.now_ns = LittleWorld::now_ns;
    return options;
}

TaskTree read(const LittleWorld& world, Memory& memory) {
    const auto registry = read_registry(memory, address_of(&world.registry));
    if (!registry) return {{}, {registry.error().message()}};
    return read_loops(memory, *registry, options());
}

class ReaderTest : public testing::Test {
  protected:
    [[nodiscard]] Actor actor() {
        auto tree = read(world_, image_);
        EXPECT_THAT(tree.actors, SizeIs(1)) << testing::PrintToString(tree.notes);
        if (tree.actors.empty()) return {};
        EXPECT_TRUE(tree.actors[0].is_sound());
        return tree.actors[0];
    }

    LittleWorld world_;
    ImageMemory image_{world_};
};

TEST_F(ReaderTest, ReadsTasksWithTheirFramesScopesAndNurseries) {
    const Actor actor = this->actor();
    EXPECT_EQ(actor.name, "main");
    EXPECT_EQ(actor.uid, std::string(32, 'a'));
    EXPECT_EQ(actor.thread, 4711);
    EXPECT_EQ(actor.turn_began, 2'000'000'000);
    ASSERT_THAT(actor.tasks, SizeIs(3));
    const Task& caller = actor.tasks[1];
    EXPECT_EQ(caller.name, "caller");
    EXPECT_EQ(caller.nursery, 0);
    ASSERT_THAT(caller.frames, SizeIs(2));
    const auto place = static_cast<std::size_t>(caller.frames[0].place);
    EXPECT_EQ(actor.places.at(place), (Place{"call()", "little.cpp", 20}));
    const Scope& scope = actor.scopes.at(static_cast<std::size_t>(caller.scope));
    EXPECT_EQ(scope.left, 3'000'000'000);
    EXPECT_TRUE(scope.shielded);
    EXPECT_EQ(scope.parent, actor.nurseries.at(0).scope);
    EXPECT_THAT(actor.notes, IsEmpty());
}

TEST_F(ReaderTest, SaysOnWhomEachWaits) {
    const Actor actor = this->actor();
    const Frame& call = actor.tasks[1].frames[0];
    EXPECT_EQ(call.wait, static_cast<std::uint32_t>(WaitKind::call));
    EXPECT_EQ(call.waited, 2'000'000'000);
    EXPECT_EQ(call.call, 9U);
    EXPECT_EQ(actor.peers.at(static_cast<std::size_t>(call.target)).name, "child");
    EXPECT_EQ(actor.tasks[2].frames[0].target, 1) << "the lock's holder";
    EXPECT_EQ(actor.tasks[0].frames[0].target, 0) << "the nursery";
    EXPECT_EQ(actor.peers[0].cancel_sent, 1'000'000'000);
    EXPECT_EQ(actor.peers[0].cancel_acknowledged, no_time);
    EXPECT_EQ(actor.peers[0].served, (std::vector<Served>{{5, 2}}));
}

TEST_F(ReaderTest, TheTimesOfAVirtualClockAreItsOwn) {
    image_.damage(world_.loop.flags, LoopNode::virtual_time);
    EXPECT_EQ(this->actor().turn_began, 0);
}

TEST_F(ReaderTest, ALayoutOfAnotherVersionIsRefusedAndNotTouched) {
    image_.damage(world_.registry.version, std::uint32_t{99});
    const auto tree = read(world_, image_);
    EXPECT_THAT(tree.actors, IsEmpty());
    EXPECT_THAT(tree.notes, Contains(HasSubstr("version 99, this program reads 2")));
}

TEST_F(ReaderTest, NodesOfOtherSizesAreRefused) {
    image_.damage(world_.registry.task_size, std::uint32_t{8});
    EXPECT_THAT(read(world_, image_).notes, Contains(HasSubstr("other sizes")));
}

TEST_F(ReaderTest, CirclesAreCutAndTold) {
    image_.damage(world_.caller_bottom.parent, &world_.caller_leaf);
    image_.damage(world_.root_scope.parent, &world_.nursery_scope);
    image_.damage(world_.child.next, &world_.child);
    image_.damage(world_.served.next, &world_.served);
    image_.damage(world_.nursery.outer, &world_.nursery);
    const Actor actor = this->actor();
    EXPECT_THAT(actor.notes, AllOf(Contains(HasSubstr("frames of task 2 are a circle")),
                                   Contains(HasSubstr("scopes are a circle")),
                                   Contains(HasSubstr("list of peers is a circle")),
                                   Contains(HasSubstr("calls of child")),
                                   Contains(HasSubstr("a nursery is listed twice"))));
    EXPECT_THAT(actor.tasks, SizeIs(3));
}

TEST_F(ReaderTest, WildPointersAreNotedAndTheRestIsThere) {
    const void* wild = reinterpret_cast<const void*>(0xdead0000beefULL);
    image_.damage(world_.locker.leaf, wild);
    image_.damage(world_.caller.name, wild);
    image_.damage(world_.caller_leaf.location, wild);
    const Actor actor = this->actor();
    EXPECT_THAT(actor.notes, Contains(HasSubstr("frame of task 3 cannot be read")));
    ASSERT_THAT(actor.tasks, SizeIs(3));
    EXPECT_EQ(actor.tasks[1].name, "");
    EXPECT_EQ(actor.tasks[1].frames[0].place, -1);
    EXPECT_EQ(actor.tasks[2].name, "locker");
}

TEST_F(ReaderTest, ARingThatDoesNotCloseIsReadOnce) {
    image_.damage(world_.locker.next, &world_.locker);
    EXPECT_THAT(this->actor().notes, Contains(HasSubstr("a task is listed twice")));
}

TEST_F(ReaderTest, ANurseryThatMiscountsIsNoted) {
    image_.damage(world_.nursery.count, std::uint64_t{77});
    EXPECT_THAT(this->actor().notes, Contains("a nursery of 77 tasks shows 2"));
}

// Whatever bytes there are: it ends, and what it gives can be printed.
TEST_F(ReaderTest, AnyDamageLeavesASoundValue) {
    constexpr unsigned seed = 20'261'121;
    std::mt19937 random(seed);
    for (int round = 0; round < 20'000; ++round) {
        ImageMemory image(world_);
        auto& bytes = image.bytes();
        for (int damage = 0; damage < 4; ++damage) {
            // Words of the image itself make the most convincing wild pointers.
            const std::size_t to = random() % (bytes.size() / 8) * 8;
            const std::size_t from = random() % (bytes.size() / 8) * 8;
            std::memcpy(&bytes[to], &bytes[from], 8);
        }
        const auto tree = read(world_, image);
        for (const Actor& actor : tree.actors) ASSERT_TRUE(actor.is_sound()) << "round " << round;
        static_cast<void>(to_text(tree));
    }
}

TEST(FindRegistryTest, KnowsOurOwnByItsContent) {
    const auto found = find_registry_of(getpid());
    ASSERT_TRUE(found) << found.error().message();
    EXPECT_EQ(found->address, address_of(&hangar_task_registry));
}

TEST(ReadProcessTest, ReadsTheLoopsOfAnotherProcess) {
    LittleWorld world;
    register_loop(world.loop);
    auto forked = os::fork_process();
    ASSERT_TRUE(forked);
    if (forked->in_child()) {
        pause();
        _exit(1);
    }
    const auto tree = read_process(forked->child.id().pid);
    unregister_loop(world.loop);
    EXPECT_TRUE(forked->child.signal(SIGKILL));
    EXPECT_TRUE(forked->child.wait_exit(os::Deadline::after(std::chrono::seconds(10))));
    EXPECT_TRUE(forked->child.collect());
    ASSERT_TRUE(tree) << tree.error().message();
    ASSERT_THAT(tree->actors, SizeIs(1));
    EXPECT_EQ(tree->actors[0].name, "main");
    EXPECT_THAT(tree->actors[0].tasks, SizeIs(3));
    EXPECT_EQ(tree->actors[0].source, Source::outside);
}

TEST(ReadProcessTest, SaysWhenThereIsNoSuchProcess) {
    const auto tree = read_process(0x3fffff);
    ASSERT_FALSE(tree);
    EXPECT_EQ(tree.error().code, ESRCH);
}

}  // namespace
}  // namespace hangar::tasks
