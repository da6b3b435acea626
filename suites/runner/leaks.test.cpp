// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

#include <algorithm>

#include <hangar/diag/os/file_lock.hpp>
#include <hangar/diag/os/process.hpp>
#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using events::Outcome;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

auto sleeper(const std::string& marker) {
    return ElementsAre(Field(&events::LeakedProcess::cmdline, "sleep 100." + marker));
}

TEST(LeakTest, WhateverATestLeavesBehindIsNamedAndEnded) {
    HangarProcess hangar({"run", "-j", "3", "--filter", "Leaves.*", program("runner_leaks")});
    EXPECT_EQ(hangar.wait(), 1);
    auto ends = hangar.ends();
    EXPECT_EQ(ends["Leaves.NothingBehind"].outcome, Outcome::pass);
    EXPECT_THAT(ends["Leaves.NothingBehind"].leaked, IsEmpty());
    const std::pair<const char*, const char*> leaks[]{{"Leaves.AChildThatHoldsItsOutput", "1"},
                                                      {"Leaves.ADaemonInASessionOfItsOwn", "2"},
                                                      {"Leaves.ADaemonWithoutAnEnvironment", "3"},
                                                      {"Leaves.AChildThatIgnoresEverySignal", "4"}};
    for (const auto& [test, marker] : leaks) {
        EXPECT_EQ(ends[test].outcome, Outcome::leak) << test;
        EXPECT_THAT(ends[test].leaked, sleeper(marker)) << test;
    }
    EXPECT_EQ(ends["Leaves.AFailureAndAChild"].outcome, Outcome::fail);
    EXPECT_THAT(ends["Leaves.AFailureAndAChild"].leaked, sleeper("5"));
    for (const auto& [test, end] : ends)
        for (const auto& process : end.leaked) EXPECT_FALSE(os::identify(process.pid)) << test;
}

TEST(LeakTest, APortThatIsHeldIsTold) {
    HangarProcess hangar({"run", "--filter=Listens.*", program("runner_leaks")});
    EXPECT_EQ(hangar.wait(), 1);
    const auto end = hangar.ends().at("Listens.AChildThatHoldsAPort");
    ASSERT_THAT(end.leaked, sleeper("9"));
    ASSERT_EQ(end.leaked.front().listens.size(), 1U);
    EXPECT_THAT(end.leaked.front().listens.front(), StartsWith("127.0.0.1:"));
    const std::string told = "sleep 100.9, listening on " + end.leaked.front().listens.front();
    EXPECT_EQ(end.summary, "it left 1 process behind: " + told);
    EXPECT_THAT(hangar.out(), HasSubstr(told));
    EXPECT_THAT(hangar.file("junit.xml"), HasSubstr(told));
}

TEST(LeakTest, ADaemonIsOneThoughItsParentEndsWhenTheTestIsOver) {
    HangarProcess hangar(
        {"run", "--launcher=exec", "--repeat=20", "--filter=Late.*", program("runner_leaks")});
    EXPECT_EQ(hangar.wait(), 1);
    int leaks = 0;
    for (const auto& each : hangar.events())
        if (const auto* end = std::get_if<events::TestFinished>(&each.event))
            leaks += end->outcome == Outcome::leak ? 1 : 0;
    EXPECT_EQ(leaks, 20);
}

TEST(LeakTest, EachProcessIsPutDownToItsOwnTestWhenManyRunAtATime) {
    HangarProcess hangar({"run", "-j", "8", "--filter", "Of/*", program("runner_leaks")});
    EXPECT_EQ(hangar.wait(), 1);
    const auto ends = hangar.ends();
    ASSERT_EQ(ends.size(), 24U);
    for (int i = 0; i < 24; ++i) {
        const auto& end = ends.at("Of/Each.LeavesItsOwn/" + std::to_string(i));
        EXPECT_EQ(end.outcome, Outcome::leak) << i;
        EXPECT_THAT(end.leaked, sleeper(std::to_string(1000 + i)));
    }
}

auto file(const testing::Matcher<const std::string&>& path) {
    return ElementsAre(Field(&events::LeakedProcess::path, path));
}

TEST(LeakTest, ASystemVSegmentIsPutDownToTheTestThatMadeItAndRemoved) {
    HangarProcess hangar({"run", "-j", "2", "--filter", "SystemV.*", program("runner_leaks")});
    EXPECT_EQ(hangar.wait(), 1);
    auto ends = hangar.ends();
    EXPECT_EQ(ends["SystemV.RemovesItsSegment"].outcome, Outcome::pass);
    EXPECT_EQ(ends["SystemV.LeavesASegment"].outcome, Outcome::leak);
    const auto& left = ends["SystemV.LeavesASegment"].leaked;
    ASSERT_THAT(left, file(StartsWith("System V segment ")));
    const int id = std::stoi(left.front().path.substr(sizeof("System V segment ") - 1));
    EXPECT_EQ(::shmctl(id, IPC_RMID, nullptr), -1);
}

// No other run knows the folder, whatever runs beside this test.
TEST(LeakTest, AFileIsPutDownToTheTestThatRanAloneAndRemoved) {
    const os::TempDir folder;
    HangarProcess hangar(
        {"run", "-j", "1", "--filter", "Private.*:Files.No*", program("runner_leaks")},
        {{"TMPDIR", folder.path()}});
    EXPECT_EQ(hangar.wait(), 1);
    auto ends = hangar.ends();
    const std::string path = folder.path("nobodys.sock");
    EXPECT_EQ(ends["Files.NoneOfItsOwn"].outcome, Outcome::pass);
    EXPECT_EQ(ends["Private.ASocketFile"].outcome, Outcome::leak);
    EXPECT_EQ(ends["Private.ASocketFile"].summary, "it left 1 file behind: " + path);
    EXPECT_THAT(ends["Private.ASocketFile"].leaked, file(path));
    EXPECT_NE(::access(path.c_str(), F_OK), 0);
}

TEST(LeakTest, BesideAnotherRunAFileIsNamedAtTheEndAndStays) {
    const auto clear = [] { return ::shm_unlink("/hangar-test-segment"); };
    clear();
    const auto another_run = os::attend_directory("/dev/shm");
    ASSERT_TRUE(another_run);
    HangarProcess hangar(
        {"run", "-j", "1", "--filter", "Files.ASegmentThatNobodyUses", program("runner_leaks")});
    EXPECT_EQ(hangar.wait(), 0) << hangar.out();
    EXPECT_THAT(hangar.ends()["Files.ASegmentThatNobodyUses"].leaked, IsEmpty());
    EXPECT_THAT(hangar.out(), HasSubstr("left behind: /dev/shm/hangar-test-segment"));
    EXPECT_EQ(clear(), 0);
}

TEST(LeakTest, SegmentsAndSocketFilesArePutDownByTheirPidsAndRemoved) {
    HangarProcess hangar(
        {"run", "-j", "1", "--filter", "Files.*ItsPid:Files.ASocketFile", program("runner_leaks")});
    EXPECT_EQ(hangar.wait(), 1);
    auto ends = hangar.ends();
    EXPECT_THAT(ends["Files.ASegmentWithItsPid"].leaked, file(HasSubstr("/hangar-test-pid.")));
    EXPECT_THAT(ends["Files.ASocketFile"].leaked, file(HasSubstr("/tmp/hangar-test-socket.")));
    for (const auto& [test, end] : ends)
        for (const auto& each : end.leaked) {
            if (each.path.empty()) continue;
            EXPECT_NE(::access(each.path.c_str(), F_OK), 0) << each.path;
        }
}

TEST(LeakTest, WhenManyRunAFileIsPutDownByItsPidOrItsHolder) {
    ::shm_unlink("/hangar-test-held");  // of a run that was killed
    HangarProcess hangar({"run", "-j", "8", "--filter",
                          "Files.ASegmentWithItsPid:Files.*Holds:Files.ASocketFile:Of/Each.*",
                          program("runner_leaks")});
    EXPECT_EQ(hangar.wait(), 1);
    auto ends = hangar.ends();
    EXPECT_THAT(ends["Files.ASegmentWithItsPid"].leaked, file(HasSubstr("/hangar-test-pid.")));
    EXPECT_THAT(ends["Files.ASocketFile"].leaked, file(HasSubstr("/tmp/hangar-test-socket.")));
    EXPECT_THAT(ends["Files.ASegmentThatItsDaemonHolds"].leaked,
                ElementsAre(Field(&events::LeakedProcess::cmdline, "sleep 100.7"),
                            Field(&events::LeakedProcess::path, "/dev/shm/hangar-test-held")));
}

TEST(LeakTest, AFileThatMayBeEitherTestsIsNamedAtTheEndAndStays) {
    const auto clear = [] {
        for (const char* one : {"/tmp/hangar-test-together.0", "/tmp/hangar-test-together.1"})
            ::unlink(one);
        return ::shm_unlink("/hangar-test-nobodys");
    };
    clear();
    HangarProcess hangar({"run", "-j", "2", "--filter", "Two/Together.*", program("runner_leaks")});
    EXPECT_EQ(hangar.wait(), 0) << hangar.out();
    for (const auto& [test, end] : hangar.ends()) EXPECT_THAT(end.leaked, IsEmpty()) << test;
    EXPECT_THAT(hangar.out(), HasSubstr("left behind: /dev/shm/hangar-test-nobodys"));
    EXPECT_EQ(clear(), 0);
}

TEST(LeakTest, AReportedLeakDoesNotFailTheTestAndIsEndedAllTheSame) {
    HangarProcess hangar(
        {"run", "--leaks=report", "--filter", "Leaves.AChildThatHolds*", program("runner_leaks")});
    EXPECT_EQ(hangar.wait(), 0);
    const auto end = hangar.ends()["Leaves.AChildThatHoldsItsOutput"];
    EXPECT_EQ(end.outcome, Outcome::pass);
    ASSERT_THAT(end.leaked, sleeper("1"));
    EXPECT_FALSE(os::identify(end.leaked[0].pid));
}

TEST(LeakTest, LeaksThatAreOffAreNotReported) {
    HangarProcess hangar(
        {"run", "--leaks=off", "--filter", "Leaves.AChildThatHolds*", program("runner_leaks")});
    EXPECT_EQ(hangar.wait(), 0);
    EXPECT_THAT(hangar.ends()["Leaves.AChildThatHoldsItsOutput"].leaked, IsEmpty());
}

}  // namespace
}  // namespace hangar::suites
