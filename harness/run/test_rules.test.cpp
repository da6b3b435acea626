// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/harness/run/test_rules.hpp>

namespace hangar::run {
namespace {

using namespace std::chrono_literals;

RuleOverride longer(const std::string& filter, os::Duration timeout) {
    RuleOverride rule;
    rule.filter = filter;
    rule.values.timeout = timeout;
    rule.take("timeout");
    return rule;
}

TEST(TestRulesTest, AnOverrideChangesWhatItNamesOfTheTestsThatItConcerns) {
    TestRules all;
    all.retries = 2;
    RuleBook book(all, {longer("Slow.*", 5min)});
    EXPECT_EQ(book.rules_of("prog", "Slow.A").timeout, 5min);
    EXPECT_EQ(book.rules_of("prog", "Slow.A").retries, 2);
    EXPECT_EQ(book.rules_of("prog", "Quick.A").timeout, 60s);
}

TEST(TestRulesTest, OfSeveralTheLastOneCounts) {
    RuleBook book({}, {longer("*", 5s), longer("Slow.*", 7s)});
    EXPECT_EQ(book.rules_of("prog", "Slow.A").timeout, 7s);
    EXPECT_EQ(book.rules_of("prog", "Quick.A").timeout, 5s);
}

TEST(TestRulesTest, OneMayConcernAProgramAlone) {
    RuleOverride rule = longer("", 5s);
    rule.binary = "net_*";
    RuleBook book({}, {rule});
    EXPECT_EQ(book.rules_of("net_test", "A.B").timeout, 5s);
    EXPECT_EQ(book.rules_of("other_test", "A.B").timeout, 60s);
}

TEST(TestRulesTest, TheScaleStretchesTimesAndNothingElse) {
    TestRules all;
    all.retries = 3;
    RuleBook book(all, {longer("Slow.*", 2s)}, 2.5);
    const auto& rules = book.rules_of("prog", "Slow.A");
    EXPECT_EQ(rules.timeout, 5s);
    EXPECT_EQ(rules.slow, 25s);
    EXPECT_EQ(rules.grace, 7500ms);
    EXPECT_EQ(rules.retries, 3);
}

TEST(TestRulesTest, ManyTestsUnderTheSameOverridesShareTheirRules) {
    RuleBook book({}, {longer("Slow.*", 5s)});
    EXPECT_EQ(&book.rules_of("a", "Slow.A"), &book.rules_of("b", "Slow.B"));
    EXPECT_NE(&book.rules_of("a", "Slow.A"), &book.rules_of("a", "B.B"));
}

}  // namespace
}  // namespace hangar::run
