// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdlib>
#include <hangar/harness/gtest/lone_test.hpp>

namespace hangar {
namespace {

using testing::ExitedWithCode;

// In a copy of this process, which has many tests: how many are left, and whether it is `name`.
[[noreturn]] void report_what_is_left(const char* name) {
    forget_other_tests(name);
    const auto& program = *testing::UnitTest::GetInstance();
    for (int i = 0; i < program.total_test_suite_count(); ++i) {
        const testing::TestSuite& suite = *program.GetTestSuite(i);
        if (suite.total_test_count() == 0) continue;
        const std::string left = std::string(suite.name()) + '.' + suite.GetTestInfo(0)->name();
        std::_Exit(left == name ? program.total_test_count() : 100);
    }
    std::_Exit(101);
}

TEST(LoneTestDeathTest, NoOtherTestIsLeft) {
    EXPECT_EXIT(report_what_is_left("LoneTestDeathTest.NoOtherTestIsLeft"), ExitedWithCode(1), "");
}

TEST(LoneTestDeathTest, ANameThatIsNoTestsChangesNothing) {
    const int all = testing::UnitTest::GetInstance()->total_test_count();
    ASSERT_GT(all, 1);
    EXPECT_EXIT(
        {
            forget_other_tests("LoneTestDeathTest.NoOther?estIsLeft");
            std::_Exit(testing::UnitTest::GetInstance()->total_test_count() == all ? 0 : 1);
        },
        ExitedWithCode(0), "");
}

}  // namespace
}  // namespace hangar
