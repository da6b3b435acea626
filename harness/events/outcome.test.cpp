// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>
#include <string>

#include <hangar/harness/events/outcome.hpp>

namespace hangar::events {
namespace {

TEST(OutcomeTest, EveryOutcomeHasATextOfItsOwnAndIsReadBack) {
    std::set<std::string> seen;
    for (const Outcome outcome : all_outcomes) {
        EXPECT_TRUE(seen.emplace(text(outcome)).second) << text(outcome);
        EXPECT_EQ(outcome_from(text(outcome)), outcome);
    }
    EXPECT_EQ(seen, (std::set<std::string>{"pass", "fail", "skip", "crash", "timeout", "deadlock",
                                           "leak", "exit-early", "exec-fail", "xfail", "xpass"}));
}

TEST(OutcomeTest, AnUnknownTextIsNoOutcome) {
    EXPECT_EQ(outcome_from("passed"), std::nullopt);
    EXPECT_EQ(outcome_from(""), std::nullopt);
}

TEST(OutcomeTest, OnlyPassAndXfailCountAsPassed) {
    for (const Outcome outcome : all_outcomes) {
        const bool passed = outcome == Outcome::pass || outcome == Outcome::xfail;
        EXPECT_EQ(verdict(outcome) == Verdict::passed, passed) << text(outcome);
    }
    EXPECT_EQ(verdict(Outcome::skip), Verdict::skipped);
}

}  // namespace
}  // namespace hangar::events
