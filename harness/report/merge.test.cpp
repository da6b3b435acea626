// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include <hangar/harness/report/merge.hpp>
#include <hangar/harness/report/run_record.hpp>

namespace hangar::report {
namespace {

using events::Outcome;

events::Stamped at(int second, events::Event event) {
    return {events::WallTime(std::chrono::seconds(second)), std::move(event)};
}

// A run of one test.
Journal part(const std::string& id, int begin, const std::string& test, Outcome outcome) {
    events::TestFinished end;
    end.test = {"prog", test, 1};
    end.outcome = outcome;
    end.output = "output/prog/" + test + ".txt";
    return {{at(begin, events::RunStarted{id, "1", {"hangar", id}}),
             at(begin, events::TestsListed{"prog", "/prog", {{test}}, {{"S.DISABLED"}}}),
             at(begin + 5, end), at(begin + 9, events::RunFinished{})},
            0};
}

TEST(MergeTest, OneRunHasTheTestsOfAllAndTheirCounts) {
    const auto all =
        merge({part("b", 101, "S.B", Outcome::fail), part("a", 100, "S.A", Outcome::pass)});
    RunRecord run;
    for (const auto& each : all) run.on(each);
    EXPECT_EQ(run.run().run_id, "b");
    EXPECT_EQ(run.programs().size(), 1U);
    EXPECT_EQ(run.counts().passed, 1);
    EXPECT_EQ(run.counts().failed, 1);
    EXPECT_EQ(run.counts().disabled, 1);
    EXPECT_EQ(run.started_at(), at(100, events::RunStarted{}).at);
    const auto& end = std::get<events::RunFinished>(all.back().event);
    EXPECT_EQ(end.failed, 1);
    EXPECT_EQ(end.exit_status, 1);
    EXPECT_EQ(end.duration, std::chrono::seconds(10));
    EXPECT_EQ(all.back().at, at(110, events::RunStarted{}).at);
}

TEST(MergeTest, WhatWasListedComesFirstThenTheOrderOfTime) {
    const auto all =
        merge({part("b", 110, "S.B", Outcome::pass), part("a", 100, "S.A", Outcome::pass)});
    ASSERT_EQ(all.size(), 6U);
    EXPECT_TRUE(std::holds_alternative<events::TestsListed>(all[2].event));
    EXPECT_EQ(std::get<events::TestFinished>(all[3].event).test.test, "S.A");
    EXPECT_EQ(std::get<events::TestFinished>(all[4].event).test.test, "S.B");
}

TEST(MergeTest, PathsLeadIntoTheFoldersOfTheParts) {
    const auto all =
        merge({part("a", 1, "S.A", Outcome::pass), part("b", 2, "S.B", Outcome::pass)});
    EXPECT_EQ(std::get<events::TestFinished>(all[4].event).output, "shards/2/output/prog/S.B.txt");
}

int merged_status(std::vector<std::optional<int>> statuses) {
    std::vector<Journal> parts;
    for (const auto& status : statuses) {
        parts.push_back(part("a", 1, "S.A", Outcome::pass));
        if (status)
            std::get<events::RunFinished>(parts.back().events.back().event).exit_status = *status;
        else
            parts.back().events.pop_back();
    }
    const auto all = merge(std::move(parts));
    return std::get<events::RunFinished>(all.back().event).exit_status;
}

TEST(MergeTest, TheGravestExitStatusIsTheWholes) {
    EXPECT_EQ(merged_status({0, 130, 3}), 130);
    EXPECT_EQ(merged_status({1, 3, 0}), 3);
    EXPECT_EQ(merged_status({0, 1, 4}), 1);
    EXPECT_EQ(merged_status({4, 0}), 0);
    EXPECT_EQ(merged_status({4, 4}), 4);
}

TEST(MergeTest, APartWithoutAnEndHasNotPassed) {
    EXPECT_EQ(merged_status({0, std::nullopt}), 1);
}

TEST(MergeTest, NothingAndNothingIsNothing) {
    EXPECT_TRUE(merge({}).empty());
    EXPECT_TRUE(merge({Journal{}, Journal{}}).empty());
}

}  // namespace
}  // namespace hangar::report
