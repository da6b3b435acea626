// SPDX-License-Identifier: Apache-2.0
// A run divided among machines, put together again; and its events as they happen, for programs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include <hangar/harness/report/journal_reader.hpp>
#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

constexpr const char* selection = "A/*:Steady.*";  // 22 tests, one of which fails

HangarProcess share(const std::string& partition) {
    return HangarProcess(
        {"run", "--partition", partition, "--filter", selection, program("runner_attempts")});
}

TEST(PartitionTest, TheSharesOfAllMachinesMergeIntoOneWholeRun) {
    for (const std::string kind : {"slice", "hash"}) {
        HangarProcess first = share(kind + ":1/2");
        HangarProcess second = share(kind + ":2/2");
        const int statuses = first.wait() + second.wait();
        EXPECT_EQ(statuses, 1) << "one test fails";
        EXPECT_EQ(first.ends().size() + second.ends().size(), 22U);
        const std::string whole = first.folder() + "/whole";
        HangarProcess merge({"merge", "--out", whole, first.folder(), second.folder()});
        EXPECT_EQ(merge.wait(), 0) << merge.errors();
        EXPECT_THAT(merge.out(), EndsWith("\n21 passed, 1 failed, 0 skipped\n"));
        EXPECT_THAT(first.file("whole/junit.xml"), HasSubstr(R"(tests="42" failures="1")"));
        EXPECT_TRUE(std::filesystem::exists(whole + "/report.html"));
        const auto journal = report::read_journal(whole + "/events.jsonl");
        ASSERT_TRUE(journal);
        for (const auto& each : journal->events) {
            const auto* end = std::get_if<events::TestFinished>(&each.event);
            if (end == nullptr) continue;
            EXPECT_TRUE(std::filesystem::exists(whole + '/' + end->output.value()));
        }
    }
}

TEST(PartitionTest, WhatIsNoShareIsAUsageErrorAndSoAreTwoKindsOfThem) {
    for (const char* wrong : {"slice:0/2", "slice:3/2", "thirds:1/3", "slice"}) {
        HangarProcess hangar = share(wrong);
        EXPECT_EQ(hangar.wait(), 2) << wrong;
        EXPECT_THAT(hangar.errors(), HasSubstr("--partition"));
    }
    HangarProcess both({"run", "--partition=slice:1/2", program("runner_attempts")},
                       {{"GTEST_TOTAL_SHARDS", "2"}, {"GTEST_SHARD_INDEX", "0"}});
    EXPECT_EQ(both.wait(), 2);
    EXPECT_THAT(both.errors(), HasSubstr("--partition and GTEST_TOTAL_SHARDS"));
}

TEST(MergeTest, WithoutAJournalOrWithOneTwiceItIsAUsageError) {
    HangarProcess run = share("slice:1/20");
    run.wait();
    const std::string out = run.folder() + "/whole";
    HangarProcess missing({"merge", "--out", out, run.folder(), "/nowhere"});
    EXPECT_EQ(missing.wait(), 2);
    EXPECT_THAT(missing.errors(), HasSubstr("/nowhere/events.jsonl"));
    HangarProcess twice({"merge", "--out", out, run.folder(), run.folder() + "/."});
    EXPECT_EQ(twice.wait(), 2);
    EXPECT_THAT(twice.errors(), HasSubstr("named twice"));
    EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(JsonTest, StandardOutputIsTheJournalAndWordsForPeopleGoToTheOther) {
    HangarProcess hangar({"run", "--json", "--filter", "Steady.*", program("runner_attempts")});
    EXPECT_EQ(hangar.wait(), 1);
    EXPECT_EQ(hangar.out(), hangar.file("events.jsonl"));
    EXPECT_EQ(report::parse_journal(hangar.out()).value().damaged_lines, 0U);
    EXPECT_THAT(hangar.errors(), EndsWith("\n1 passed, 1 failed, 0 skipped\n"));
}

TEST(JsonTest, TestsThatWriteToTheSameStreamWouldSpoilIt) {
    HangarProcess hangar({"run", "--json", "--no-capture", program("runner_attempts")});
    EXPECT_EQ(hangar.wait(), 2);
    EXPECT_THAT(hangar.errors(), HasSubstr("--json"));
}

}  // namespace
}  // namespace hangar::suites
