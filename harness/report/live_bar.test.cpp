// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/harness/report/live_bar.hpp>

namespace hangar::report {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class LiveBarTest : public testing::Test {
  protected:
    void say(events::Event event, std::chrono::milliseconds after = 0ms) {
        bar_.on({events::WallTime{} + after, std::move(event)});
    }
    // What is written from now on.
    std::string written() { return std::exchange(text_, {}); }
    void begin() {
        say(events::RunStarted{});
        say(events::TestsListed{"prog", "/bin/prog", {{"A.B"}, {"A.C"}}, {}});
        say(events::TestStarted{{"prog", "A.B", 1}, 7});
    }

    std::pair<int, int> size_{40, 24};
    std::string text_;
    LiveBar bar_{[this](std::string_view text) { text_ += text; }, [this] { return size_; }};
};

TEST_F(LiveBarTest, ShowsWhatRunsAndForHowLong) {
    begin();
    bar_.draw(events::WallTime{} + 1500ms);
    EXPECT_EQ(written(), "[...........................] 0/2  0:01\n    1.5 s  prog A.B");
}

TEST_F(LiveBarTest, LinesStandAboveIt) {
    begin();
    bar_.draw({});
    written();
    bar_.print("a line\n");
    const std::string text = written();
    EXPECT_THAT(text, StartsWith("\r\x1b[1A\x1b[Ja line\n["));
    bar_.erase();
    EXPECT_EQ(written(), "\r\x1b[1A\x1b[J");
    bar_.print("another\n");
    EXPECT_EQ(written(), "another\n");
}

TEST_F(LiveBarTest, InATerminalThatBecameNarrowerAllItsRowsGo) {
    begin();
    bar_.draw({});
    size_.first = 13;  // the bar, of 38, takes three rows, the test, of 19, two
    written();
    bar_.erase();
    EXPECT_EQ(written(), "\r\x1b[4A\x1b[J");
}

TEST_F(LiveBarTest, RowsAreCountedByCharactersNotByBytes) {
    begin();
    say(events::TestStarted{{"pr\xc3\xbc"
                             "fung-\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9",
                             "A.C", 1},
                            7});
    size_.first = 32;
    bar_.draw({});
    written();
    bar_.erase();
    EXPECT_EQ(written(), "\r\x1b[2A\x1b[J");
}

TEST_F(LiveBarTest, WhatIsForgottenIsNotErased) {
    begin();
    bar_.draw({});
    bar_.forget();
    written();
    bar_.print("a line\n");
    bar_.erase();
    EXPECT_EQ(written(), "a line\n");
}

TEST_F(LiveBarTest, ItIsGoneAtTheEndAndWithoutASizeItIsNotTooWide) {
    begin();
    size_ = {0, 0};
    bar_.draw({});
    EXPECT_THAT(written(), Not(HasSubstr("\x1b")));
    events::TestFinished end;
    end.test = {"prog", "A.B", 1};
    say(end);
    say(events::RunFinished{1, 0, 0, 0, 0, {}});
    EXPECT_EQ(written(), "\r\x1b[1A\x1b[J");
}

}  // namespace
}  // namespace hangar::report
