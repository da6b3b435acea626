// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/harness/cli/configured.hpp>

namespace hangar::cli {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

run::Options configured(const std::string& text, const std::string& profile = "") {
    const auto options = configure(run::Options(), text, profile, "hangar.toml");
    if (!options) ADD_FAILURE() << options.error();
    return options.value_or(run::Options());
}

std::string complaint(const std::string& text, const std::string& profile = "") {
    const auto options = configure(run::Options(), text, profile, "hangar.toml");
    return options ? std::string() : options.error();
}

run::TestRules rules_of(const run::Options& options, const std::string& test) {
    return run::RuleBook(options.rules, options.overrides).rules_of("prog", test);
}

TEST(ConfiguredTest, OptionsStandUnderTheirLongNames) {
    const auto options = configured(R"(
jobs = 3
timeout = 2.5
leaks = "report"
no-capture = true
shuffle = false
filter = "A.*"
max-fail = 2
partition = "hash:1/2"
transport = ["uds", "tcp"]
)");
    EXPECT_EQ(options.jobs, 3);
    EXPECT_EQ(options.rules.timeout, 2500ms);
    EXPECT_EQ(options.rules.leaks, run::Leaks::report);
    EXPECT_FALSE(options.capture_output);
    EXPECT_FALSE(options.shuffle);
    EXPECT_EQ(options.filter, "A.*");
    EXPECT_EQ(options.max_fail, 2);
    EXPECT_EQ(options.partition->index, 1U);
    EXPECT_EQ(options.transports, "uds,tcp");
}

TEST(ConfiguredTest, AProfileIsAddedToWhatHoldsForAll) {
    const std::string text = R"(
timeout = 5
retries = 1
[profile.ci]
retries = 3
[profile.other]
timeout = 7
)";
    EXPECT_EQ(configured(text).rules.retries, 1);
    EXPECT_EQ(configured(text, "ci").rules.retries, 3);
    EXPECT_EQ(configured(text, "ci").rules.timeout, 5s);
    EXPECT_EQ(configured(text, "other").rules.timeout, 7s);
    EXPECT_THAT(complaint(text, "night"), HasSubstr("no profile 'night'; there are ci, other"));
}

TEST(ConfiguredTest, OverridesGiveSomeTestsRulesOfTheirOwn) {
    const auto options = configured(R"(
retries = 1
[[overrides]]
filter = "Slow.*"
timeout = 300
[[profile.ci.overrides]]
filter = "*Db*"
group = "database"
slots = 2
retries = 4
[groups]
database = 2
)",
                                    "ci");
    EXPECT_EQ(rules_of(options, "Slow.A").timeout, 300s);
    EXPECT_EQ(rules_of(options, "Slow.A").retries, 1);
    EXPECT_EQ(rules_of(options, "A.Db").group, "database");
    EXPECT_EQ(rules_of(options, "A.Db").slots, 2);
    EXPECT_EQ(rules_of(options, "A.Db").retries, 4);
    EXPECT_EQ(options.groups.at("database"), 2);
}

TEST(ConfiguredTest, WhatTheCommandLineSaysGoesBeforeIt) {
    const auto base =
        configured("timeout = 5\nretries = 1\n[[overrides]]\nfilter='*'\nretries = 9\n");
    const auto command = parse_command_line({"run", "--retries=2", "prog"}, base);
    ASSERT_TRUE(std::holds_alternative<RunCommand>(command));
    const auto& options = std::get<RunCommand>(command).options;
    EXPECT_EQ(rules_of(options, "A.B").retries, 2);
    EXPECT_EQ(rules_of(options, "A.B").timeout, 5s);
}

TEST(ConfiguredTest, WhatIsWrongIsSaidWithItsPlace) {
    EXPECT_THAT(
        complaint("jobs = 2\n  timeot = 5\n"),
        StartsWith("hangar.toml:2:3: there is no option 'timeot'; did you mean 'timeout'?"));
    EXPECT_THAT(complaint("\ntimeout = -1\n"), StartsWith("hangar.toml:2:11: timeout: "));
    EXPECT_THAT(complaint("timeout = \n"), StartsWith("hangar.toml:1:"));
    EXPECT_THAT(complaint("[profile.x]\nleaks = 'often'\n"),
                StartsWith("hangar.toml:2:9: leaks: "));
    EXPECT_THAT(complaint("config = 'other'\n"), StartsWith("hangar.toml:1:1: there is no option"));
    EXPECT_THAT(complaint("timeout = 1979-05-27\n"), StartsWith("hangar.toml:1:11: "));
    EXPECT_THAT(complaint("shuffle = 'perhaps'\n"), StartsWith("hangar.toml:1:11: "));
    EXPECT_THAT(complaint("profile = 3\n"), StartsWith("hangar.toml:1:1: 'profile' is a table"));
    EXPECT_THAT(complaint("overrides = 3\n"), StartsWith("hangar.toml:1:1: 'overrides'"));
    EXPECT_THAT(complaint("[[overrides]]\ntimeout = 3\n"),
                StartsWith("hangar.toml:2:1: an override"));
    EXPECT_THAT(complaint("[[overrides]]\nfilter = 'A.*'\njobs = 3\n"),
                StartsWith("hangar.toml:3:1: there is no option 'jobs'"));
    EXPECT_THAT(complaint("[groups]\ndb = 0\n"), StartsWith("hangar.toml:2:6: "));
    EXPECT_THAT(complaint("seed = -1\n"), StartsWith("hangar.toml:1:8: seed: '-1' is no number"));
    EXPECT_THAT(complaint("jobs = 2\ntransport = ['uds', 'udx']\n"),
                StartsWith("hangar.toml:2:13: transport: there is no 'udx'"));
}

TEST(ConfiguredTest, ATableThatDoesNotExistIsSaidWithOneThatDoes) {
    EXPECT_THAT(
        complaint("jobs = 2\n[[override]]\nfilter = '*'\n"),
        StartsWith("hangar.toml:2:3: there is no table 'override'; did you mean 'overrides'"));
    EXPECT_THAT(complaint("[group]\ndb = 1\n"),
                StartsWith("hangar.toml:1:2: there is no table 'group'; did you mean 'groups'?"));
    EXPECT_THAT(complaint("[profile.ci.groups]\ndb = 1\n"), HasSubstr("no table 'groups'"));
}

// Joined, it would be a pattern that no test has: nothing would run, or no override apply.
TEST(ConfiguredTest, AListIsTakenOnlyWhereThereCanBeSeveral) {
    EXPECT_THAT(complaint("filter = ['A.*', 'B.*']\n"),
                StartsWith("hangar.toml:1:10: 'filter' takes one value, no list"));
    EXPECT_THAT(complaint("[[overrides]]\nfilter = ['A.*']\n"), StartsWith("hangar.toml:2:10: "));
    EXPECT_THAT(complaint("[groups]\ndb = [2]\n"), StartsWith("hangar.toml:2:6: "));
    EXPECT_EQ(configured("capture = ['fd', 'no']\n").captures, "fd,no");
}

TEST(ConfiguredTest, ProfilesThatDoNotApplyAreCheckedAsWell) {
    EXPECT_THAT(complaint("[profile.ci]\nretry = 2\n"), StartsWith("hangar.toml:2:1: "));
    EXPECT_EQ(configured("[profile.ci]\nretries = 2\n").rules.retries, 0);
}

}  // namespace
}  // namespace hangar::cli
