// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/harness/run/schedule.hpp>

namespace hangar::run {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAreArray;

// A program of some tests, scheduled.
class ScheduleTest : public testing::Test {
  protected:
    Schedule schedule(int tests, const ScheduleRules& rules) {
        program_.tests.clear();
        for (int i = 0; i < tests; ++i) program_.tests.push_back({{std::to_string(i)}, ""});
        std::vector<Job> jobs;
        for (const auto& test : program_.tests) {
            auto& job = jobs.emplace_back();
            job.program = &program_;
            job.test = &test;
        }
        return {std::move(jobs), rules};
    }
    // One after the other, to the end.
    static std::vector<std::string> order(Schedule schedule) {
        std::vector<std::string> names;
        while (const Job* job = schedule.next()) {
            names.push_back(job->test->info.name);
            schedule.give_back(*job);
        }
        return names;
    }

    Program program_;
};

TEST_F(ScheduleTest, WithoutRulesTheOrderIsThatOfTheProgram) {
    EXPECT_THAT(order(schedule(3, {})), ElementsAre("0", "1", "2"));
    EXPECT_THAT(order(schedule(0, {.rounds = 5, .retries = 0, .seed = 1})), ElementsAre());
}

TEST_F(ScheduleTest, ASeedGivesAnOrderOfItsOwnEachTimeTheSame) {
    const auto once = order(schedule(50, {.rounds = 1, .retries = 0, .seed = 7}));
    EXPECT_EQ(once, order(schedule(50, {.rounds = 1, .retries = 0, .seed = 7})));
    EXPECT_NE(once, order(schedule(50, {.rounds = 1, .retries = 0, .seed = 8})));
    EXPECT_NE(once, order(schedule(50, {})));
    EXPECT_THAT(once, UnorderedElementsAreArray(order(schedule(50, {}))));
}

TEST_F(ScheduleTest, ARoundBeginsWhenTheOneBeforeIsOver) {
    auto twice = schedule(2, {.rounds = 2, .retries = 0, .seed = {}});
    const Job* first = twice.next();
    const Job* second = twice.next();
    EXPECT_EQ(twice.next(), nullptr);
    twice.give_back(*first);
    EXPECT_EQ(twice.next(), nullptr);
    twice.give_back(*second);
    const Job* again = twice.next();
    ASSERT_NE(again, nullptr);
    EXPECT_EQ(again->round, 2);
    EXPECT_EQ(again->attempt, 2);
}

TEST_F(ScheduleTest, AttemptsAreCountedThroughTheRoundsAndRetriesBeginAnew) {
    auto twice = schedule(1, {.rounds = 2, .retries = 3, .seed = {}});
    Job* job = twice.next();
    job->attempt = 3;
    job->retries = 1;
    job->failed = true;
    twice.give_back(*job);
    job = twice.next();
    EXPECT_EQ(job->attempt, 4);
    EXPECT_EQ(job->retries, 3);
    EXPECT_FALSE(job->failed);
}

}  // namespace
}  // namespace hangar::run
