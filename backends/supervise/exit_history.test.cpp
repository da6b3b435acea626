// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/backends/supervise/exit_history.hpp>

namespace hangar::supervise {
namespace {

using namespace std::chrono_literals;

ChildExit exit_of(const char* child, os::Duration after, const char* error = nullptr) {
    ChildExit exit{child, os::TimePoint() + 1h + after, nullptr};
    if (error != nullptr) exit.error = std::make_exception_ptr(std::runtime_error(error));
    return exit;
}

TEST(ExitHistoryTest, AllowsAsManyRestartsAsItSays) {
    ExitHistory history({2, 5s});
    history.note(exit_of("db", 0s));
    history.note(exit_of("db", 0s));
    EXPECT_THROW(history.note(exit_of("db", 0s)), RestartsExceeded);
}

TEST(ExitHistoryTest, AllowsNoneAtAll) {
    ExitHistory history({0, 5s});
    EXPECT_THROW(history.note(exit_of("db", 0s)), RestartsExceeded);
}

TEST(ExitHistoryTest, ForgetsWhatIsOlderThanThePeriodAndNoSooner) {
    ExitHistory forgetful({1, 5s});
    forgetful.note(exit_of("db", 0s));
    EXPECT_NO_THROW(forgetful.note(exit_of("db", 5s + 1ns)));
    ExitHistory exact({1, 5s});
    exact.note(exit_of("db", 0s));
    EXPECT_THROW(exact.note(exit_of("db", 5s)), RestartsExceeded);
}

TEST(ExitHistoryTest, NamesTheChildEachExitAndHowOften) {
    ExitHistory history({3, 5s});
    history.note(exit_of("db", 0s, "lost"));
    history.note(exit_of("log", 1s));
    history.note(exit_of("db", 2s, "lost"));
    try {
        history.note(exit_of("db", 3s, "full"));
        FAIL() << "allowed too many";
    } catch (const RestartsExceeded& e) {
        EXPECT_EQ(e.child(), "db");
        EXPECT_EQ(e.exits().size(), 4U);
        EXPECT_EQ(e.errors().size(), 4U);
        EXPECT_EQ(e.count("db"), 3U);
        EXPECT_EQ(e.count("log"), 1U);
        EXPECT_EQ(e.count("other"), 0U);
        EXPECT_STREQ(e.what(),
                     "child db is not started again: more than 3 restarts in 5 s: "
                     "db 2 x (lost), log 1 x (ended in order), db 1 x (full)");
        EXPECT_THROW(std::rethrow_exception(e.errors()[1]), EndedInOrder);
    }
}

}  // namespace
}  // namespace hangar::supervise
