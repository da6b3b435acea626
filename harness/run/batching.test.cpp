// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <hangar/harness/run/batching.hpp>

namespace hangar::run {
namespace {

using testing::ElementsAre;

class BatchingTest : public testing::Test {
  protected:
    BatchingTest() {
        for (const char* name : {"A.B", "A.C", "X.Y", "X.Z"})
            first_.tests.push_back({{name}, "", {}});
        second_.tests.push_back({{"X.Y"}, "", {}});
    }
    std::vector<Job> jobs() const {
        std::vector<Job> all;
        for (const Program* program : {&first_, &second_})
            for (const auto& test : program->tests) {
                auto& job = all.emplace_back();
                job.program = program;
                job.test = &test;
                job.rules = test.info.name == "X.Z" ? &other_ : &rules_;
            }
        return all;
    }
    std::vector<std::size_t> sizes(Isolation isolation) const {
        std::vector<std::size_t> all;
        for (const auto& batch : make_batches(jobs(), isolation)) all.push_back(batch.size());
        return all;
    }

    Program first_;
    Program second_;
    TestRules rules_;
    TestRules other_{.timeout = std::chrono::seconds(1), .group = ""};
};

TEST_F(BatchingTest, TestsShareAProcessByTestBySuiteOrByProgram) {
    EXPECT_THAT(sizes(Isolation::test), ElementsAre(1, 1, 1, 1, 1));
    EXPECT_THAT(sizes(Isolation::suite), ElementsAre(2, 1, 1, 1));
    EXPECT_THAT(sizes(Isolation::binary), ElementsAre(3, 1, 1));
}

TEST_F(BatchingTest, AFilterFitsACommandLine) {
    for (int i = 0; i < 3000; ++i)
        first_.tests.push_back({{"Long." + std::string(100, 'x') + std::to_string(i)}, "", {}});
    const auto batches = make_batches(jobs(), Isolation::binary);
    std::size_t tests = 0;
    for (auto batch : batches) {
        std::vector<Job*> pointers;
        for (auto& job : batch) pointers.push_back(&job);
        EXPECT_LT(filter_for(pointers).size(), 128U << 10U);
        tests += batch.size();
    }
    EXPECT_EQ(tests, 3005U);
}

TEST_F(BatchingTest, ABatchIsNamedByWhatItRuns) {
    auto all = jobs();
    EXPECT_EQ(name_for({&all[0]}), "A.B");
    EXPECT_EQ(name_for({&all[0], &all[1]}), "A.*");
    EXPECT_EQ(name_for({&all[0], &all[2]}), "*");
    EXPECT_EQ(filter_for({&all[0], &all[2]}), "A.B:X.Y");
}

}  // namespace
}  // namespace hangar::run
