// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/diag/os/child.test.hpp>
#include <hangar/diag/reap/run_id.hpp>

namespace hangar::reap {
namespace {

TEST(RunIdTest, ItsTextReadsBack) {
    const auto id = RunId::make();
    ASSERT_TRUE(id.has_value());
    EXPECT_EQ(id->runner, os::this_process());
    EXPECT_EQ(RunId::parse(id->text()), *id);
    EXPECT_NE(RunId::make()->text(), id->text());
}

TEST(RunIdTest, AnyOtherTextIsNone) {
    for (const char* text :
         {"", "-", "--", "1-2", "accept-123", "1-2-3", "1-2-000000003", "0-1-00000001",
          "1-2-0000000g", "1-2-00000001-", "12345678901-2-00000001"})
        EXPECT_FALSE(RunId::parse(text).has_value()) << text;
    EXPECT_TRUE(RunId::parse("1-2-00000001").has_value());
}

TEST(RunIdTest, ARunIsOverWhenItsRunnerHasEnded) {
    os::TestChild runner;
    const RunId id{runner.id(), 7};
    EXPECT_FALSE(id.is_over());
    EXPECT_EQ(tagged_run_is_over(id.first_tag() + 5), false);
    runner.release();
    ASSERT_EQ(runner.handle().wait_exit(os::soon()), true);
    EXPECT_TRUE(id.is_over());  // a zombie runs nothing
    EXPECT_EQ(tagged_run_is_over(id.first_tag() + 5), true);
    static_cast<void>(runner.wait());
    EXPECT_TRUE(id.is_over());
    EXPECT_EQ(tagged_run_is_over(id.first_tag() + 5), true);
}

TEST(RunIdTest, ARecycledPidIsAnotherRunner) {
    const os::TestChild other;
    const RunId id{{other.id().pid, other.id().start_time - 1}, 7};
    EXPECT_TRUE(id.is_over());
    EXPECT_EQ(tagged_run_is_over(id.first_tag()), true);
}

TEST(RunIdTest, ATagTellsItsRunAndNoOther) {
    const RunId id{{4711, 123456}, 7};
    const RunId other{{4712, 123456}, 7};
    EXPECT_TRUE(id.owns(id.first_tag()));
    EXPECT_TRUE(id.owns(id.first_tag() + tags_of_a_run - 1));
    EXPECT_FALSE(id.owns(id.first_tag() + tags_of_a_run));
    EXPECT_FALSE(other.owns(id.first_tag()));
    EXPECT_FALSE(tagged_run_is_over(1024).has_value());  // somebody else's use of the limit
    EXPECT_LE(RunId({{4194303, ~0ULL}, ~0U}).first_tag() + tags_of_a_run, os::ProcessTag{1} << 62U);
}

}  // namespace
}  // namespace hangar::reap
