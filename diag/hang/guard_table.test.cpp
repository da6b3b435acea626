// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cerrno>
#include <memory>

#include <hangar/diag/hang/guard_table.hpp>

namespace hangar::hang {
namespace {

using namespace std::chrono_literals;

class GuardTableTest : public testing::Test {
  protected:
    std::unique_ptr<GuardTable> table_ = std::make_unique<GuardTable>();  // zeros, as it is mapped
};

TEST_F(GuardTableTest, AGuardThatIsDisarmedInTimeIsNotDumped) {
    GuardSlot* slot = table_->claim();
    ASSERT_NE(slot, nullptr);
    EXPECT_FALSE(slot->is_armed());
    const auto deadline = os::Clock::now();
    slot->arm(deadline, "/a/hang.txt", "");
    EXPECT_TRUE(slot->is_armed());
    EXPECT_EQ(slot->deadline(), deadline);
    EXPECT_STREQ(slot->path.data(), "/a/hang.txt");
    slot->disarm();
    EXPECT_FALSE(slot->begin_dump());
    EXPECT_EQ(table_->claim(), slot);
}

TEST_F(GuardTableTest, TheProcessLearnsWhatBecameOfTheDump) {
    GuardSlot* slot = table_->claim();
    slot->arm(os::Clock::now(), "/a", "");
    ASSERT_TRUE(slot->begin_dump());
    EXPECT_FALSE(slot->begin_dump());
    slot->end_dump(EACCES);
    EXPECT_EQ(slot->state.load(), GuardSlot::failed);
    EXPECT_EQ(slot->error, EACCES);
}

TEST_F(GuardTableTest, ASlotWhoseGuardGoesDuringTheDumpIsFreeAfterIt) {
    GuardSlot* slot = table_->claim();
    slot->arm(os::Clock::now(), "/a", "");
    ASSERT_TRUE(slot->begin_dump());
    slot->disarm();
    EXPECT_NE(table_->claim(), slot);
    slot->end_dump(0);
    EXPECT_EQ(table_->claim(), slot);
}

TEST_F(GuardTableTest, EachGuardHasItsSlotUntilThereIsNone) {
    for (std::size_t i = 0; i < table_->slots.size(); ++i)
        EXPECT_EQ(table_->claim(), &table_->slots[i]);
    EXPECT_EQ(table_->claim(), nullptr);
}

TEST_F(GuardTableTest, APathThatIsTooLongIsCut) {
    GuardSlot* slot = table_->claim();
    slot->arm(os::Clock::now(), std::string(10'000, 'x'), "");
    EXPECT_EQ(std::string(slot->path.data()).size(), GuardSlot::longest_path - 1);
}

}  // namespace
}  // namespace hangar::hang
