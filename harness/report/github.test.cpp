// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/harness/report/github.hpp>

namespace hangar::report {
namespace {

using testing::HasSubstr;

// What is written of one test that ended so.
std::string annotation(const events::TestFinished& end) {
    std::string text;
    GithubAnnotations sink("/home/me/work", [&](std::string_view lines) { text += lines; });
    events::TestInfo info{"A.B"};
    info.file = "/home/me/work/a,b.cpp";
    info.line = 7;
    sink.on({{}, events::TestsListed{"prog", "/bin/prog", {info}, {}}});
    sink.on({{}, end});
    EXPECT_EQ(text, "") << "only the end decides";
    sink.on({{}, events::RunFinished{}});
    return text;
}

events::TestFinished failed(events::Outcome outcome, std::vector<std::string> failures) {
    events::TestFinished end;
    end.test = {"prog", "A.B", 1};
    end.outcome = outcome;
    end.summary = "50% of it:\nnothing";
    end.failures = std::move(failures);
    return end;
}

TEST(GithubTest, AFailureIsAtTheLineOfItsFirstAssertion) {
    EXPECT_EQ(annotation(failed(events::Outcome::fail, {"/home/me/work/x.cpp:12\nValue of: a"})),
              "::error file=x.cpp,line=12,title=prog A.B::fail: 50%25 of it:%0Anothing%0A"
              "/home/me/work/x.cpp:12%0AValue of: a\n");
}

TEST(GithubTest, WithoutOneItIsAtTheTest) {
    EXPECT_THAT(annotation(failed(events::Outcome::crash, {})),
                HasSubstr("::error file=a%2Cb.cpp,line=7,title=prog A.B::crash: "));
}

TEST(GithubTest, WhatPassedHasNone) {
    EXPECT_EQ(annotation(failed(events::Outcome::pass, {})), "");
    EXPECT_EQ(annotation(failed(events::Outcome::xfail, {})), "");
}

}  // namespace
}  // namespace hangar::report
