// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <hangar/backends/actor/log.hpp>

namespace hangar::actor {
namespace {

using testing::HasSubstr;

LogLevels parsed(std::string_view text) {
    return LogLevels::parse(text).value();
}

TEST(LogLevelsTest, LetWarningsPassByDefault) {
    EXPECT_TRUE(LogLevels().allows(LogLevel::warning, "ipc"));
    EXPECT_FALSE(LogLevels().allows(LogLevel::info, "ipc"));
}

TEST(LogLevelsTest, HoldForASubsystemBeforeTheyHoldForAll) {
    const LogLevels levels = parsed("error,ipc:debug");
    EXPECT_TRUE(levels.allows(LogLevel::debug, "ipc"));
    EXPECT_FALSE(levels.allows(LogLevel::trace, "ipc"));
    EXPECT_FALSE(levels.allows(LogLevel::warning, "ladder"));
}

TEST(LogLevelsTest, TheLastWordOnASubsystemCounts) {
    EXPECT_FALSE(parsed("ipc:trace,ipc:off").allows(LogLevel::error, "ipc"));
}

TEST(LogLevelsTest, CrossToAChildAsText) {
    const LogLevels levels = parsed("info,ipc:trace,boot:off");
    EXPECT_EQ(levels.text(), "info,ipc:trace,boot:off");
    EXPECT_EQ(parsed(levels.text()).text(), levels.text());
}

TEST(LogLevelsTest, NameTheWordThatIsNoLevel) {
    const auto levels = LogLevels::parse("info,ipc:loud");
    ASSERT_FALSE(levels.has_value());
    EXPECT_EQ(levels.error().code, EINVAL);
    EXPECT_THAT(levels.error().message(), HasSubstr("ipc:loud"));
    EXPECT_THAT(levels.error().message(), HasSubstr("warning"));
}

TEST(LogLevelsTest, NameTheSubsystemThatThereIsNone) {
    const auto levels = LogLevels::parse("info,laddr:debug");
    ASSERT_FALSE(levels.has_value());
    EXPECT_EQ(levels.error().code, EINVAL);
    EXPECT_THAT(levels.error().message(), HasSubstr("'laddr'"));
    EXPECT_THAT(levels.error().message(), HasSubstr("ladder"));
}

}  // namespace
}  // namespace hangar::actor
