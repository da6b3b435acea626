// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include <hangar/diag/os/directory.hpp>
#include <hangar/harness/report/html.hpp>
#include <hangar/harness/report/page_data.hpp>

namespace hangar::report {
namespace {

using events::Milliseconds;
using events::Outcome;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

class HtmlTest : public testing::Test {
  protected:
    HtmlTest() {
        std::filesystem::remove_all(folder_);
        EXPECT_TRUE(os::make_directories(folder_ + "/dumps/a"));
        say(events::RunStarted{"id", "1.2.3", {"hangar", "run", "</script><b>"}}, 0);
    }
    ~HtmlTest() override { std::filesystem::remove_all(folder_); }
    void say(events::Event event, int at_ms) {
        run_.on({events::WallTime{} + std::chrono::milliseconds(at_ms), std::move(event)});
    }
    void write(const std::string& path, const std::string& text) {
        std::ofstream(folder_ + "/" + path) << text;
    }
    json data() const { return json::parse(page_data(run_, folder_)); }

    static events::TestFinished finished(const std::string& test, Outcome outcome) {
        events::TestFinished event;
        event.test = {"prog", test, 1};
        event.outcome = outcome;
        event.duration = Milliseconds(40);
        return event;
    }

    RunRecord run_;
    std::string folder_ = testing::TempDir() + "hangar_html_test_" +
                          testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(HtmlTest, NothingInTheRunEndsTheElementThatHoldsIt) {
    say(events::TestsListed{"prog", "/bin/prog", {{"A.B"}}, {}}, 1);
    auto end = finished("A.B", Outcome::fail);
    end.failures = {"<!-- <script> \xff {{style}}"};
    say(end, 50);
    const std::string page = html_document(run_, folder_);
    EXPECT_THAT(page, Not(HasSubstr("</script><b>")));
    EXPECT_THAT(page, Not(HasSubstr("<!-- ")));
    EXPECT_THAT(page, Not(HasSubstr("{{run}}")));
    EXPECT_THAT(page, HasSubstr("{{style}}"));  // the test's own words, left as they are
    EXPECT_EQ(data()["command"][2], "</script><b>");
}

TEST_F(HtmlTest, ATestHasItsCellItsTimesAndItsPlace) {
    events::TestInfo info{"Matrix/S.T/exec_fd_uds"};
    info.file = "s.cpp";
    info.line = 7;
    say(events::TestsListed{"prog", "/bin/prog", {info}, {}}, 1);
    say(finished(info.name, Outcome::pass), 100);
    const json test = data()["programs"][0]["tests"][0];
    EXPECT_EQ(test["cell"]["backend"], "exec");
    EXPECT_EQ(test["file"], "s.cpp");
    EXPECT_EQ(test["line"], 7);
    EXPECT_EQ(test["attempts"][0]["start_ms"], 60);
    EXPECT_EQ(test["attempts"][0]["duration_ms"], 40);
}

TEST_F(HtmlTest, ABadTestHasItsOutputTheDumpAndThePicture) {
    write("out.txt", "its last words\n");
    write("dumps/a/dump.txt", "PROVEN pipe-full\n");
    write("dumps/a/graph.svg", "<?xml version=\"1.0\"?>\n<svg>picture</svg>");
    auto end = finished("A.Hung", Outcome::deadlock);
    end.output = "out.txt";
    end.dump = "dumps/a/dump.json";
    end.cause = "pipe-full";
    say(end, 50);
    const json attempt = data()["programs"][0]["tests"][0]["attempts"][0];
    EXPECT_EQ(attempt["output_tail"], "its last words\n");
    EXPECT_EQ(attempt["dump_text"], "PROVEN pipe-full\n");
    EXPECT_EQ(attempt["graph"], "<svg>picture</svg>");
    EXPECT_EQ(attempt["cause"], "pipe-full");
}

TEST_F(HtmlTest, WhatATestThatPassedPrintedStaysInItsFile) {
    write("out.txt", "chatter\n");
    auto end = finished("A.Good", Outcome::pass);
    end.output = "out.txt";
    say(end, 50);
    const json attempt = data()["programs"][0]["tests"][0]["attempts"][0];
    EXPECT_EQ(attempt["output"], "out.txt");
    EXPECT_FALSE(attempt.contains("output_tail"));
}

TEST_F(HtmlTest, TheFileIsWholeOrNotTouched) {
    EXPECT_FALSE(write_html(run_, "/nowhere"));
    ASSERT_TRUE(write_html(run_, folder_));
    EXPECT_TRUE(std::filesystem::exists(folder_ + "/report.html"));
    EXPECT_FALSE(std::filesystem::exists(folder_ + "/report.html.partial"));
}

}  // namespace
}  // namespace hangar::report
