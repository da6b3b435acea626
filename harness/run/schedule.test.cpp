// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/harness/run/batching.hpp>
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
            job.rules = &rules_;
        }
        return {make_batches(std::move(jobs), Isolation::test), rules};
    }
    // One after the other, to the end.
    static std::vector<std::string> order(Schedule schedule) {
        std::vector<std::string> names;
        while (const Batch* job = schedule.next()) {
            names.push_back(job->front().test->info.name);
            schedule.give_back(*job);
        }
        return names;
    }

    Program program_;
    TestRules rules_;
};

TEST_F(ScheduleTest, WithoutRulesTheOrderIsThatOfTheProgram) {
    EXPECT_THAT(order(schedule(3, {})), ElementsAre("0", "1", "2"));
    EXPECT_THAT(order(schedule(0, {.rounds = 5, .seed = 1})), ElementsAre());
}

TEST_F(ScheduleTest, ASeedGivesAnOrderOfItsOwnEachTimeTheSame) {
    const auto once = order(schedule(50, {.rounds = 1, .seed = 7}));
    EXPECT_EQ(once, order(schedule(50, {.rounds = 1, .seed = 7})));
    EXPECT_NE(once, order(schedule(50, {.rounds = 1, .seed = 8})));
    EXPECT_NE(once, order(schedule(50, {})));
    EXPECT_THAT(once, UnorderedElementsAreArray(order(schedule(50, {}))));
}

TEST_F(ScheduleTest, ARoundBeginsWhenTheOneBeforeIsOver) {
    auto twice = schedule(2, {.rounds = 2, .seed = {}, .slots = 2});
    const Batch* first = twice.next();
    const Batch* second = twice.next();
    EXPECT_EQ(twice.next(), nullptr);
    twice.give_back(*first);
    EXPECT_EQ(twice.next(), nullptr);
    twice.give_back(*second);
    const Batch* again = twice.next();
    ASSERT_NE(again, nullptr);
    EXPECT_EQ(again->front().round, 2);
    EXPECT_EQ(again->front().attempt, 2);
}

TEST_F(ScheduleTest, AProgramIsThroughWhenItsLastTestOfTheLastRoundIsOver) {
    auto twice = schedule(2, {.rounds = 2, .seed = {}});
    for (int left = 4; left > 0; --left) {
        EXPECT_FALSE(twice.is_through(program_)) << left;
        const Batch* batch = twice.next();
        ASSERT_NE(batch, nullptr);
        EXPECT_FALSE(twice.is_through(program_)) << left;
        twice.give_back(*batch);
    }
    EXPECT_TRUE(twice.is_through(program_));
    EXPECT_EQ(twice.next(), nullptr);
}

TEST_F(ScheduleTest, AttemptsAreCountedThroughTheRoundsAndRetriesBeginAnew) {
    rules_.retries = 3;
    auto twice = schedule(1, {.rounds = 2, .seed = {}});
    Batch* job = twice.next();
    job->front().attempt = 3;
    job->front().retries = 1;
    job->front().failed = true;
    twice.give_back(*job);
    job = twice.next();
    EXPECT_EQ(job->front().attempt, 4);
    EXPECT_EQ(job->front().retries, 3);
    EXPECT_FALSE(job->front().failed);
}

// Jobs with rules of their own, in slots.
class WidthTest : public testing::Test {
  protected:
    Job& add(TestRules rules) {
        rules_.push_back(std::move(rules));
        program_.tests.push_back({{std::to_string(program_.tests.size())}, ""});
        return jobs_.emplace_back();
    }
    static TestRules wide(int slots) {
        TestRules rules;
        rules.slots = slots;
        return rules;
    }
    static TestRules of_group(const std::string& group) {
        TestRules rules;
        rules.group = group;
        return rules;
    }
    Schedule schedule(ScheduleRules rules) {
        for (std::size_t i = 0; i < jobs_.size(); ++i) {
            jobs_[i].program = &program_;
            jobs_[i].test = &program_.tests[i];
            jobs_[i].rules = &rules_[i];
        }
        return {make_batches(jobs_, Isolation::test), std::move(rules)};
    }
    static std::string name(const Batch* batch) {
        return batch ? batch->front().test->info.name : "none";
    }

    Program program_;
    std::vector<TestRules> rules_;
    std::vector<Job> jobs_;
};

TEST_F(WidthTest, AWideTestWaitsForItsSlotsAndNobodyOvertakesIt) {
    for (const int slots : {1, 2, 1}) add(wide(slots));
    auto two = schedule({.slots = 2});
    const Batch* first = two.next();
    EXPECT_EQ(name(first), "0");
    EXPECT_EQ(two.next(), nullptr);
    two.give_back(*first);
    EXPECT_EQ(name(two.next()), "1");
    EXPECT_EQ(two.next(), nullptr);
}

TEST_F(WidthTest, ATestThatWantsMoreThanThereAreHasThemAll) {
    add(wide(100));
    auto two = schedule({.slots = 2});
    EXPECT_EQ(name(two.next()), "0");
    EXPECT_EQ(two.next(), nullptr);
}

TEST_F(WidthTest, OneOfAGroupRunsAtATimeAndOthersPassThoseThatWait) {
    for (const char* group : {"db", "db", ""}) add(of_group(group));
    auto many = schedule({.slots = 8});
    const Batch* first = many.next();
    EXPECT_EQ(name(first), "0");
    EXPECT_EQ(name(many.next()), "2");
    EXPECT_EQ(many.next(), nullptr);
    many.give_back(*first);
    EXPECT_EQ(name(many.next()), "1");
}

TEST_F(WidthTest, AGroupMayAdmitMore) {
    for (int i = 0; i < 3; ++i) add(of_group("db"));
    auto many = schedule({.slots = 8, .groups = {{"db", 2}}});
    EXPECT_EQ(name(many.next()), "0");
    EXPECT_EQ(name(many.next()), "1");
    EXPECT_EQ(many.next(), nullptr);
}

}  // namespace
}  // namespace hangar::run
