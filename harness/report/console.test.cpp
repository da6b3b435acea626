// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <hangar/diag/os/directory.hpp>
#include <hangar/harness/report/console.hpp>

namespace hangar::report {
namespace {

using events::Outcome;
using testing::EndsWith;
using testing::HasSubstr;

class ConsoleTest : public testing::Test {
  protected:
    ~ConsoleTest() override { std::filesystem::remove_all(folder_); }
    void say(events::Event event) { console_.on({events::WallTime{}, std::move(event)}); }
    void finish(const std::string& test, Outcome outcome) {
        events::TestFinished event;
        event.test = {"prog", test, 1};
        event.outcome = outcome;
        event.summary = outcome == Outcome::pass ? std::optional<std::string>() : "because";
        event.output = "out.txt";
        say(event);
    }
    void run_a_failure() {
        say(events::TestsListed{"prog", "/bin/prog", {{"S.Good"}, {"S.Bad"}}, {{"S.DISABLED_X"}}});
        finish("S.Good", Outcome::pass);
        finish("S.Bad", Outcome::crash);
        say(events::RunFinished{1, 1, 0, 0, 1, {}});
    }

    const std::string folder_ = testing::TempDir() + "hangar_console_test_" +
                                testing::UnitTest::GetInstance()->current_test_info()->name();
    std::string text_;
    Console console_{Progress::plain, folder_, [this](std::string_view lines) { text_ += lines; }};
};

TEST_F(ConsoleTest, ALineATestAndTheCountAloneOnTheLastLine) {
    run_a_failure();
    EXPECT_THAT(text_, HasSubstr("prog: 2 tests, 1 disabled\n"));
    EXPECT_THAT(text_, HasSubstr("[   1/   2] PASS           0 ms  prog S.Good\n"));
    EXPECT_THAT(text_, HasSubstr("[   2/   2] CRASH          0 ms  prog S.Bad: because\n"));
    EXPECT_THAT(text_, EndsWith("\n1 passed, 1 failed, 0 skipped\n"));
}

TEST_F(ConsoleTest, TheOutputOfAFailureIsShownAndNeverSwallowsTheNextLine) {
    ASSERT_TRUE(os::make_directories(folder_));
    std::ofstream(folder_ + "/out.txt") << "no end of line";
    run_a_failure();
    EXPECT_THAT(text_, HasSubstr("\nno end of line\n----\n"));
}

TEST_F(ConsoleTest, WhatAPassedTestHasLeftBehindIsNamed) {
    events::TestFinished event;
    event.test = {"prog", "S.Good", 1};
    event.leaked = {{4711, "sleep 100"}};
    say(event);
    EXPECT_THAT(text_, HasSubstr("left behind: 4711 sleep 100\n"));
    std::string bar;
    Console narrow{Progress::bar, folder_, [&bar](std::string_view text) { bar += text; }};
    narrow.on({{}, event});
    EXPECT_THAT(bar, HasSubstr("left behind: 4711 sleep 100\n"));
}

TEST_F(ConsoleTest, WithoutProgressThereIsTheSummaryAlone) {
    Console quiet(Progress::none, folder_, [this](std::string_view lines) { text_ += lines; });
    quiet.on({{}, events::TestsListed{"prog", "/bin/prog", {{"S.Good"}}, {}}});
    events::TestFinished event;
    event.test = {"prog", "S.Good", 1};
    quiet.on({{}, event});
    quiet.on({{}, events::RunFinished{1, 0, 0, 0, 0, {}}});
    EXPECT_EQ(text_, "results: " + folder_ + "\n1 passed, 0 failed, 0 skipped\n");
}

TEST_F(ConsoleTest, AFailureToListIsRepeatedBelowTheTestsAndNotBelowItself) {
    const auto times = [this] {
        std::size_t count = 0;
        for (auto at = text_.find("LISTING FAILED"); at != std::string::npos; ++count)
            at = text_.find("LISTING FAILED", at + 1);
        return count;
    };
    say(events::ListingFailed{"bad", "/bin/bad", "signal 11"});
    say(events::RunFinished{0, 1, 0, 0, 1, {}});
    EXPECT_EQ(times(), 1U);
    finish("S.Good", Outcome::pass);
    say(events::RunFinished{1, 1, 0, 0, 1, {}});
    EXPECT_EQ(times(), 2U);
}

TEST_F(ConsoleTest, OneTestIsNotSeveral) {
    say(events::TestsListed{"prog", "/bin/prog", {{"S.Good"}}, {}});
    EXPECT_THAT(text_, HasSubstr("prog: 1 test\n"));
}

TEST_F(ConsoleTest, WhatDidNotRunIsSaid) {
    say(events::RunInterrupted{2, 1});
    say(events::RunFinished{0, 0, 0, 7, 130, {}});
    EXPECT_THAT(text_, HasSubstr("interrupted by SIGINT: ending 1 test;"));
    EXPECT_THAT(text_, HasSubstr("7 not run\n"));
}

}  // namespace
}  // namespace hangar::report
