// SPDX-License-Identifier: Apache-2.0
#include <elf.h>
#include <gmock/gmock.h>

#include <bit>
#include <cerrno>
#include <hangar/diag/core/core_writer.test.hpp>
#include <hangar/diag/core/read_core.hpp>
#include <hangar/diag/os/files.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/diag/tasks/little_world.test.hpp>
#include <hangar/diag/tasks/text.hpp>

namespace hangar::core {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

// The nodes of a program with one actor, in the core file of a process that never was.
class ReadCoreTest : public testing::Test {
  protected:
    os::Result<CoreTree> read() {
        WrittenCore core;
        core.pid = 41;
        core.program = "patient";
        core.threads = {41};
        core.segments = {{std::bit_cast<std::uint64_t>(&world_), sizeof world_, PF_R | PF_W,
                          std::string(reinterpret_cast<const char*>(&world_), sizeof world_)}};
        return read(core.bytes());
    }
    os::Result<CoreTree> read(const std::string& bytes) {
        EXPECT_TRUE(os::replace_file(AT_FDCWD, dir_.path("core"), bytes));
        return read_core(dir_.path("core"), {}, os::Deadline::after(std::chrono::seconds(20)));
    }

    os::TempDir dir_;
    tasks::LittleWorld world_;
};

TEST_F(ReadCoreTest, ShowsTheTasksOfAProcessThatIsNoMore) {
    const auto found = read();
    ASSERT_TRUE(found) << found.error().message();
    EXPECT_TRUE(found->complete);
    ASSERT_EQ(found->tree.actors.size(), 1U);
    EXPECT_TRUE(found->tree.actors[0].is_sound());
    EXPECT_EQ(found->tree.actors[0].process.pid, 41);
    EXPECT_THAT(to_text(found->tree),
                AllOf(HasSubstr("\"patient\""), HasSubstr("read from a core file"),
                      HasSubstr("at call() (little.cpp:20)"), HasSubstr("\"locker\"")));
}

TEST_F(ReadCoreTest, ItsTimesAreAsOfTheLatestTurn) {
    world_.loop.turn_ns = 7'000'000'000;
    world_.caller_leaf.since_ns = 5'000'000'000;
    const auto found = read();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->tree.actors[0].turn_began, 0);
    EXPECT_THAT(to_text(found->tree), HasSubstr("waits 2.0 s for"));
}

TEST_F(ReadCoreTest, ALayoutOfAnotherVersionIsRefused) {
    world_.registry.version = tasks::layout_version + 1;
    EXPECT_EQ(read().error().code, EPROTO);
}

TEST_F(ReadCoreTest, SaysThatHangarWasNotInside) {
    world_.registry.magic = 0;
    const auto found = read();
    ASSERT_FALSE(found);
    EXPECT_STREQ(found.error().operation.c_str(), looking_for_tasks);
}

TEST_F(ReadCoreTest, WildPointersAreNotedAndTheRestIsThere) {
    world_.locker.leaf = std::bit_cast<const tasks::FrameNode*>(std::uint64_t{0x1234});
    const auto found = read();
    ASSERT_TRUE(found);
    EXPECT_THAT(found->tree.actors[0].notes, ElementsAre(HasSubstr("cannot be read")));
    EXPECT_THAT(to_text(found->tree), HasSubstr("at call() (little.cpp:20)"));
}

}  // namespace
}  // namespace hangar::core
