// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>

#include <hangar/diag/os/temp_dir.test.hpp>
#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using events::Outcome;
using testing::EndsWith;
using testing::HasSubstr;

void expect_refusal(std::vector<std::string> arguments, const std::string& message) {
    arguments.insert(arguments.begin(), "run");
    HangarProcess hangar(std::move(arguments));
    EXPECT_EQ(hangar.wait(), 2) << message;
    EXPECT_THAT(hangar.errors(), HasSubstr(message));
    EXPECT_FALSE(std::filesystem::exists(hangar.folder())) << message;
}

TEST(BadInputTest, WhatIsNoProgramIsAUsageErrorAndNothingRuns) {
    expect_refusal({"/nowhere/at/all"}, "/nowhere/at/all: No such file or directory");
    expect_refusal({"/dev/null"}, "/dev/null: Permission denied");
    expect_refusal({program("runner_slow"), "/nowhere"}, "/nowhere: No such file");
    expect_refusal({}, "BINARY is required");
}

TEST(BadInputTest, WhatIsNoGoogleTestProgramIsAUsageError) {
    expect_refusal({"/bin/true"}, "/bin/true: not a GoogleTest program");
    expect_refusal({"/bin/echo"}, "/bin/echo: not a GoogleTest program");
    expect_refusal({"/bin/ls"}, "/bin/ls: exit status 2 when it was asked for its tests");
}

TEST(BadInputTest, AFileThatTheKernelCannotExecuteIsAUsageError) {
    const std::string file = testing::TempDir() + "hangar_no_program_" + std::to_string(::getpid());
    std::ofstream(file) << "hello\n";
    ::chmod(file.c_str(), 0700);
    expect_refusal({file}, "Exec format error");
    std::filesystem::remove(file);
}

TEST(BadInputTest, AProgramThatRefusesToListIsAUsageError) {
    expect_refusal({program("runner_listing"), "--", "refuse"}, "I will not say");
}

TEST(BadInputTest, AnUnknownKeyNamesTheValidOnes) {
    expect_refusal({"--spawn-backend=fork", program("runner_slow")}, "valid keys: exec, ");
    expect_refusal({"--capture=pipe", program("runner_slow")}, "fd, sys, tee-sys, no");
    expect_refusal({"--transport=exec", program("runner_slow")}, "pair, uds, tcp");
}

TEST(BadInputTest, AnOptionThatThereIsNotIsNeverIgnored) {
    for (const char* option : {"--retry=2", "--mix", "--nonsense"})
        expect_refusal({option, program("runner_slow")}, option);
}

TEST(BadInputTest, AValueThatMakesNoSenseIsAUsageError) {
    for (const char* option :
         {"-j=0", "-j=x", "--timeout=0", "--timeout=-1", "--timeout=nan", "--grace=soon",
          "--leaks=maybe", "--deadlock=maybe", "--progress=fancy", "--retries=-1", "--flaky=maybe",
          "--repeat=0", "--max-fail=0", "--seed=x"})
        expect_refusal({option, program("runner_slow")}, "");
}

TEST(BadInputTest, AProgramThatHangsInListingFailsAndTheOthersRun) {
    HangarProcess hangar({"run", "--listing-timeout", "0.5", "--filter", "*Passes",
                          program("runner_listing"), program("runner_outcomes"), "--", "hang"});
    EXPECT_EQ(hangar.wait(), 1);
    EXPECT_THAT(hangar.out(), HasSubstr("did not list its tests within 0.5 s"));
    EXPECT_EQ(hangar.ends()["Ends.Passes"].outcome, Outcome::pass);
    EXPECT_THAT(hangar.file("junit.xml"), HasSubstr("did not list its tests within 0.5 s"));
}

TEST(BadInputTest, AProgramThatPrintsWithoutEndInListingFailsBeforeItFillsTheMemory) {
    HangarProcess hangar({"run", program("runner_listing"), "--", "flood"});
    EXPECT_EQ(hangar.wait(), 1);
    EXPECT_THAT(hangar.out(), HasSubstr("it printed more than 64 MiB instead of a list"));
}

TEST(BadInputTest, AProgramThatDiesInListingFails) {
    HangarProcess hangar({"run", program("runner_listing"), "--", "abort"});
    EXPECT_EQ(hangar.wait(), 1);
    EXPECT_THAT(hangar.out(), HasSubstr("killed by signal 6 (SIGABRT) while it listed its tests"));
    EXPECT_THAT(hangar.out(), EndsWith("0 passed, 1 failed, 0 skipped\n"));
}

// At the end of the run nobody names it.
TEST(BadInputTest, WhatAProgramLeavesBehindWhileItListsIsEndedThen) {
    HangarProcess hangar({"run", "--filter", "*Passes", program("runner_listing"), "--", "daemon"});
    EXPECT_EQ(hangar.wait(), 0) << hangar.out();
    EXPECT_THAT(hangar.out(), testing::Not(HasSubstr("left behind")));
}

TEST(BadInputTest, AnOldGoogleTestIsListedAndJudgedWithoutItsReport) {
    HangarProcess hangar({"run", program("runner_listing"), "--", "old"});
    EXPECT_EQ(hangar.wait(), 1);
    auto ends = hangar.ends();
    EXPECT_EQ(ends["Some.Passes"].outcome, Outcome::pass);
    EXPECT_EQ(ends["Some.Fails"].outcome, Outcome::fail);
    EXPECT_EQ(ends["Some.Skips"].outcome, Outcome::skip);
    EXPECT_EQ(ends["Some.ExitsEarly"].outcome, Outcome::exit_early);
}

TEST(BadInputTest, AFilterThatSelectsNothingIsNoSuccess) {
    HangarProcess hangar({"run", "--filter", "Nothing.Like.This", program("runner_slow")});
    EXPECT_EQ(hangar.wait(), 4);
    EXPECT_THAT(hangar.errors(), HasSubstr("no test ran"));
    EXPECT_THAT(hangar.out(), EndsWith("0 passed, 0 failed, 0 skipped\n"));
}

TEST(BadInputTest, AFolderThatCannotBeWrittenIsAUsageError) {
    HangarProcess hangar({"run", "--out", "/proc/nothing", program("runner_slow")});
    EXPECT_EQ(hangar.wait(), 2);
    EXPECT_THAT(hangar.errors(), HasSubstr("--out"));
}

TEST(BadInputTest, TwoRunsDoNotWriteToOneFolder) {
    HangarProcess first({"run", "--filter", "Then.Waits*", program("runner_slow")});
    ASSERT_TRUE(first.await_event(
        [](const auto& event) { return std::holds_alternative<events::TestStarted>(event); }));
    HangarProcess second({"run", "--out", first.folder(), program("runner_slow")});
    EXPECT_EQ(second.wait(), 2);
    EXPECT_THAT(second.errors(), HasSubstr("another run writes to"));
    first.send(SIGTERM);
    EXPECT_EQ(first.wait(), 143);
}

// A limit on the size of files stands for a disk that fills up: the same write fails.
TEST(BadInputTest, AFullDiskIsSaidAndTheRunGoesOn) {
    auto hangar = HangarProcess::after(
        "ulimit -f 16", {"run", "-j", "1", "--filter", "*/Many.*", program("runner_slow")});
    EXPECT_EQ(hangar.wait(), 3);
    EXPECT_THAT(hangar.out(), HasSubstr("the journal is not complete"));
    EXPECT_THAT(hangar.out(), EndsWith("50 passed, 0 failed, 0 skipped\n"));
    EXPECT_GT(hangar.ends().size(), 0U);
    EXPECT_LT(hangar.ends().size(), 50U);
}

// The first test's output fills a disk of half a MiB: the journal of all the others has its room.
TEST(BadInputTest, OnADiskThatOutputsHaveFilledTheJournalIsComplete) {
    const std::string inside =
        R"(mount -t tmpfs -o size=512k none "$4" || exit 99; "$@"; status=$?; )"
        R"(cp "$4/events.jsonl" "$4.kept"; umount "$4"; )"
        R"(mv "$4.kept" "$4/events.jsonl"; exit $status)";
    auto hangar = HangarProcess::after(
        "set -- unshare --user --map-root-user --mount /bin/bash -c 'mkdir -p \"$4\"; " + inside +
            "' inside",
        {"run", "-j1", "--filter=Ends.PrintsAMegabyte:*/Many.*", program("runner_outcomes"),
         program("runner_slow")});
    const int status = hangar.wait();
    if (hangar.ends().empty() && (status == 1 || status == 99))
        GTEST_SKIP() << "no mount of its own: " << hangar.errors();
    EXPECT_EQ(status, 3);
    EXPECT_THAT(hangar.out(), HasSubstr("Many.Passes/0 is not kept: "));
    EXPECT_THAT(hangar.out(), HasSubstr("No space left on device"));
    EXPECT_EQ(hangar.ends().size(), 51U) << hangar.out();
}

// Where every user of the machine may execute it, wherever this build stands.
class PublicCopy {
  public:
    explicit PublicCopy(const std::string& name) : path_(place_.path(name)) {
        std::filesystem::permissions(place_.path(), std::filesystem::perms(0755));
        std::filesystem::copy_file(program(name), path_);
    }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

  private:
    os::TempDir place_;
    std::string path_;
};

// Under a limit that lets it list and begin, but not start every test: the limit is not a number
// to know, so it grows until some test has passed.
void expect_that_some_did_not_start(const std::function<std::string(int)>& prelude, int from,
                                    int to, const std::string& cause) {
    const PublicCopy slow("runner_slow");
    for (int limit = from; limit <= to; ++limit) {
        auto hangar = HangarProcess::after(prelude(limit),
                                           {"run", "-j", "8", "--filter", "*/Many.*", slow.path()});
        const int status = hangar.wait();
        if (status == 126 || status == 127) GTEST_SKIP() << "another user may not read the build";
        std::map<Outcome, int> count;
        for (const auto& [name, end] : hangar.ends()) ++count[end.outcome];
        const bool told = (hangar.out() + hangar.errors()).find(cause) != std::string::npos;
        if (count[Outcome::pass] == 0) {
            EXPECT_TRUE(told) << limit << hangar.errors();
            EXPECT_THAT(status, testing::AnyOf(1, 3)) << limit;
            continue;
        }
        if (count[Outcome::exec_fail] == 0) break;
        EXPECT_TRUE(told) << limit << hangar.out();
        // 3 where there was none to keep a test's output with, either.
        EXPECT_THAT(status, testing::AnyOf(1, 3)) << limit << hangar.errors();
        EXPECT_EQ(count[Outcome::pass] + count[Outcome::exec_fail], 50) << limit;
        return;
    }
    ADD_FAILURE() << "no limit let some tests start and others not";
}

TEST(BadInputTest, WithoutAFreeDescriptorEveryTestSaysWhyItDidNotStart) {
    const auto limit = [](int files) { return "ulimit -n " + std::to_string(files); };
    expect_that_some_did_not_start(limit, 12, 60, "Too many open files");
}

// The limit of a user who is not root, who is exempt from it.
TEST(BadInputTest, WithoutAFreeProcessEveryTestSaysWhyItDidNotStart) {
    const std::string other =
        ::geteuid() == 0 ? "; set -- setpriv --reuid=65534 --clear-groups" : "; set --";
    const auto limit = [&other](int processes) {
        return "ulimit -u " + std::to_string(processes) + other;
    };
    expect_that_some_did_not_start(limit, 1, 12, "Resource temporarily unavailable");
}

TEST(BadInputTest, SharesThatMakeNoSenseAreRefused) {
    HangarProcess hangar({"run", program("runner_slow")},
                         {{"GTEST_TOTAL_SHARDS", "2"}, {"GTEST_SHARD_INDEX", "2"}});
    EXPECT_EQ(hangar.wait(), 2);
    EXPECT_THAT(hangar.errors(), HasSubstr("GTEST_SHARD_INDEX=2"));
}

TEST(ReportTest, AFolderWithoutAJournalIsAUsageError) {
    HangarProcess hangar({"report", "/nowhere"});
    EXPECT_EQ(hangar.wait(), 2);
    EXPECT_THAT(hangar.errors(), HasSubstr("events.jsonl"));
}

TEST(ReportTest, WhatCannotBeWrittenIsSaid) {
    HangarProcess run({"run", "--filter", "*/Many.*", program("runner_slow")});
    EXPECT_EQ(run.wait(), 0);
    auto report = HangarProcess::after("ulimit -f 1", {"report", run.folder()});
    EXPECT_EQ(report.wait(), 3);
    EXPECT_THAT(report.errors(), HasSubstr("EFBIG"));
    auto merge = HangarProcess::after("ulimit -f 1",
                                      {"merge", "--out", run.folder() + "/all", run.folder()});
    EXPECT_EQ(merge.wait(), 3);
    EXPECT_THAT(merge.errors(), HasSubstr("write events.jsonl"));
}

TEST(BadInputTest, EventsThatCannotBeWrittenAreNotLostSilently) {
    auto hangar = HangarProcess::after(
        "exec >/dev/full", {"run", "--json", "--filter", "*/Many.*", program("runner_slow")});
    EXPECT_EQ(hangar.wait(), 0);
    EXPECT_THAT(hangar.errors(), HasSubstr(" bytes of output were not written\n"));
}

TEST(ReportTest, AFolderThatLeadsNowhereIsAUsageError) {
    const os::TempDir folder;
    std::filesystem::create_symlink("loop", folder.path() + "/loop");
    for (const char* command : {"report", "merge"}) {
        HangarProcess hangar({command, folder.path() + "/loop"});
        EXPECT_EQ(hangar.wait(), 2) << command;
        EXPECT_THAT(hangar.errors(), HasSubstr("ELOOP")) << command;
    }
}

}  // namespace
}  // namespace hangar::suites
