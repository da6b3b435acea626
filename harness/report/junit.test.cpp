// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <regex>

#include <hangar/diag/os/directory.hpp>
#include <hangar/harness/report/junit.hpp>

namespace hangar::report {
namespace {

using events::Outcome;
using testing::HasSubstr;
using testing::Not;

events::TestFinished finished(const std::string& test, Outcome outcome) {
    events::TestFinished event;
    event.test = {"prog", test, 1};
    event.outcome = outcome;
    event.duration = events::Milliseconds(12.4);
    return event;
}

// A run of one program with these tests.
class JunitTest : public testing::Test {
  protected:
    ~JunitTest() override { std::filesystem::remove_all(folder_); }
    void list(std::vector<events::TestInfo> tests, std::vector<events::TestInfo> disabled = {}) {
        say(events::TestsListed{"prog", "/bin/prog", std::move(tests), std::move(disabled)});
    }
    void say(events::Event event) { run_.on({events::WallTime{}, std::move(event)}); }
    std::string document() const { return junit_document(run_, folder_); }
    // The test case of this name, from its opening to its closing tag.
    std::string test_case(const std::string& name) const {
        const std::string all = document();
        const auto at = all.find("<testcase name=\"" + name + "\"");
        if (at == std::string::npos) return {};
        return all.substr(at, all.find("</testcase>", at) - at);
    }

    RunRecord run_;
    std::string folder_ = testing::TempDir() + "hangar_junit_test_" +
                          testing::UnitTest::GetInstance()->current_test_info()->name() +
                          std::string(".") + std::to_string(::getpid());
};

TEST_F(JunitTest, WhatATestRecordedIsAmongItsProperties) {
    auto end = finished("S.N", Outcome::pass);
    end.properties = {{"seed", "7"}, {"<name>", "a&b"}};
    say(end);
    EXPECT_THAT(test_case("N"), HasSubstr(R"(<property name="seed" value="7"/>)"));
    EXPECT_THAT(test_case("N"), HasSubstr(R"(<property name="&lt;name&gt;" value="a&amp;b"/>)"));
}

TEST_F(JunitTest, ACaseCarriesGoogleTestsAttributes) {
    list({{"P/Suite.Name/0", "a.cpp", 12, "<7>", "int"}});
    say(events::TestStarted{{"prog", "P/Suite.Name/0", 1}, 1});
    say(finished("P/Suite.Name/0", Outcome::pass));
    EXPECT_THAT(test_case("Name/0"),
                HasSubstr(R"(value_param="&lt;7&gt;" type_param="int" file="a.cpp" line="12" )"
                          R"(status="run" result="completed" time="0.012" timestamp=)"));
    EXPECT_THAT(test_case("Name/0"), HasSubstr(R"(classname="P/Suite">)"));
}

TEST_F(JunitTest, EveryListedTestIsThereWhateverBecameOfIt) {
    list({{"S.Done"}, {"S.Begun"}, {"S.Waiting"}}, {{"S.DISABLED_Off"}});
    say(events::TestStarted{{"prog", "S.Begun", 1}, 1});
    say(finished("S.Done", Outcome::pass));
    EXPECT_THAT(test_case("Begun"), HasSubstr("<error message=\"it had started"));
    EXPECT_THAT(test_case("Waiting"), HasSubstr("status=\"notrun\""));
    EXPECT_THAT(test_case("Waiting"), HasSubstr("<skipped message=\"not run\"/>"));
    EXPECT_THAT(test_case("DISABLED_Off"), HasSubstr("<skipped message=\"disabled\"/>"));
    EXPECT_THAT(document(), HasSubstr(R"(<testsuite name="prog" tests="4" failures="0" errors="1" )"
                                      R"(skipped="2" disabled="1")"));
}

TEST_F(JunitTest, EachFailureIsAnElementAndTheSummaryComesFirst) {
    list({{"S.Bad"}});
    auto end = finished("S.Bad", Outcome::fail);
    end.summary = "2 assertions failed";
    end.failures = {"a.cpp:1\nExpected <1>", "b"};
    say(end);
    const std::string text = test_case("Bad");
    EXPECT_THAT(text, HasSubstr(R"(<failure message="2 assertions failed" type="fail"/>)"));
    EXPECT_THAT(text, HasSubstr("<failure message=\"a.cpp:1\" type=\"fail\">a.cpp:1\nExpected "
                                "&lt;1&gt;</failure>"));
    EXPECT_THAT(text, HasSubstr(R"(<failure message="b" type="fail">b</failure>)"));
}

TEST_F(JunitTest, EveryOutcomeIsCountedAsItsElement) {
    std::vector<events::TestInfo> tests;
    for (const Outcome outcome : events::all_outcomes)
        tests.push_back({"S." + std::string(events::text(outcome))});
    list(tests);
    for (const Outcome outcome : events::all_outcomes)
        say(finished("S." + std::string(events::text(outcome)), outcome));
    EXPECT_THAT(document(), HasSubstr(R"(tests="11" failures="7" errors="1" skipped="1")"));
    EXPECT_THAT(test_case("crash"), HasSubstr(R"(<failure message="crash" type="crash"/>)"));
    EXPECT_THAT(test_case("exec-fail"), HasSubstr("<error "));
    EXPECT_THAT(test_case("xfail"), Not(HasSubstr("<failure")));
    EXPECT_THAT(test_case("xfail"), HasSubstr(R"(<property name="outcome" value="xfail"/>)"));
}

TEST_F(JunitTest, TheEvidenceIsInTheProperties) {
    list({{"S.Leak"}});
    auto end = finished("S.Leak", Outcome::leak);
    end.exit_code = 0;
    end.leaked = {{42, "sleep \"9\""}};
    end.cause = "peer-gone";
    say(end);
    EXPECT_THAT(test_case("Leak"), HasSubstr(R"(name="leaked" value="42 sleep &quot;9&quot;")"));
    EXPECT_THAT(test_case("Leak"), HasSubstr(R"(name="cause" value="peer-gone")"));
}

TEST_F(JunitTest, ALongOutputIsQuotedFromItsEnd) {
    ASSERT_TRUE(os::make_directories(folder_));
    std::ofstream(folder_ + "/out.txt") << std::string(200'000, 'x') << "\nlast \x1b[0m words\n";
    list({{"S.Loud"}});
    auto end = finished("S.Loud", Outcome::fail);
    end.output = "out.txt";
    say(end);
    EXPECT_THAT(test_case("Loud"), HasSubstr("<system-out>[... 200001 bytes before this]\nlast "
                                             "\u241b[0m words\n</system-out>"));
}

TEST_F(JunitTest, AProgramThatCouldNotBeListedIsAnError) {
    say(events::ListingFailed{"bad", "/bin/bad", "killed by SIGSEGV"});
    EXPECT_THAT(test_case("(listing)"), HasSubstr(R"(<error message="killed by SIGSEGV")"));
    EXPECT_EQ(run_.counts().failed, 1);
}

TEST_F(JunitTest, TheFileIsWholeOrNotTouched) {
    EXPECT_FALSE(write_junit(run_, "/nowhere"));
    ASSERT_TRUE(os::make_directories(folder_));
    ASSERT_TRUE(write_junit(run_, folder_));
    EXPECT_TRUE(std::filesystem::exists(folder_ + "/junit.xml"));
    EXPECT_FALSE(std::filesystem::exists(folder_ + "/junit.xml.partial"));
}

}  // namespace
}  // namespace hangar::report
