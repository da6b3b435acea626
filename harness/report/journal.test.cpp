// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

#include <hangar/harness/report/journal_codec.hpp>
#include <hangar/harness/report/journal_reader.hpp>
#include <hangar/harness/report/journal_writer.hpp>

namespace hangar::report {
namespace {

using events::Stamped;
using testing::HasSubstr;

const events::WallTime noon{std::chrono::microseconds(1'700'000'000'123'456)};

events::TestFinished leaky() {
    events::TestFinished event;
    event.test = {"prog", "Suite.Name", 2};
    event.outcome = events::Outcome::leak;
    event.duration = events::Milliseconds(1.5);
    event.exit_code = 0;
    event.slow = true;
    event.leaked = {{4711, "sleep 100"}};
    event.leaked.front().listens = {"127.0.0.1:8080"};
    event.dump = "dumps/prog/Suite.Name";
    event.cause = "pipe-full";
    event.summary = "it left a process behind";
    event.failures = {"expected: 1\nactual: 2"};
    event.properties = {{"seed", "7"}, {"a \"b\"", ""}};
    event.output = "output/prog/Suite.Name.txt";
    return event;
}

std::vector<events::Event> one_of_each() {
    const events::TestRef ref{"prog", "Suite.Name/0", 1};
    return {
        events::RunStarted{"r1", "0.1.0", {"hangar", "run", "a \"b\""}},
        events::TestsListed{"prog", "/bin/prog", {{"S.N/0", "f.cpp", 3, "7", "int"}}, {{"S.D"}}},
        events::ListingFailed{"bad", "/bin/bad", "signal 11"},
        events::TestStarted{ref, 4711},
        events::TestSlow{ref, events::Milliseconds(10000)},
        events::TestExamined{ref, "mutex-cycle", "proven", "two mutexes", true},
        events::TestExamined{ref, {}, "", {}, false},
        events::TestStretched{ref, events::Milliseconds(5), events::Milliseconds(7)},
        leaky(),
        events::StraysEnded{{{5, "sh"}}},
        events::RunInterrupted{2, 3},
        events::RunnerTrouble{"disk full"},
        events::RunFinished{1, 2, 3, 4, 1, events::Milliseconds(12.25)}};
}

class JournalFileTest : public testing::Test {
  protected:
    JournalFileTest() { std::filesystem::remove(path_); }
    ~JournalFileTest() override { std::filesystem::remove(path_); }
    const std::string path_ = testing::TempDir() + "hangar_journal_" +
                              testing::UnitTest::GetInstance()->current_test_info()->name() +
                              std::string(".") + std::to_string(::getpid());
};

TEST(JournalCodecTest, EveryEventIsOneLineAndIsReadBackWhole) {
    for (const auto& event : one_of_each()) {
        const std::string line = encode({noon, event});
        EXPECT_EQ(line.find('\n'), line.size() - 1) << line;
        EXPECT_THAT(line, HasSubstr(R"({"v":1,"t":1700000000.123456,"event":")"));
        const auto back = decode(line);
        ASSERT_TRUE(back && *back) << line;
        EXPECT_EQ(**back, (Stamped{noon, event})) << line;
    }
}

TEST(JournalCodecTest, TestFinishedHasTheContractsFieldsAndNullWhereThereIsNothing) {
    events::TestFinished event;
    event.test = {"prog", "S.N", 1};
    event.signal = 11;
    EXPECT_EQ(
        encode({noon, event}),
        R"({"v":1,"t":1700000000.123456,"event":"test-finished","binary":"prog","test":"S.N",)"
        R"("attempt":1,"outcome":"pass","duration_ms":0.0,"signal":11,"flaky":false,)"
        R"("slow":false,"leaked":[],"dump":null,"cause":null,"summary":null,"output":null})"
        "\n");
}

TEST(JournalCodecTest, TextThatIsNotUtf8IsWrittenAllTheSame) {
    const std::string line = encode({noon, events::RunnerTrouble{"a\xff\xfe\x01z"}});
    EXPECT_THAT(line, HasSubstr("a\xEF\xBF\xBD\xEF\xBF\xBD\\u0001z"));
    EXPECT_TRUE(decode(line));
}

TEST(JournalCodecTest, WhatIsNoEventIsAnErrorAndAnUnknownOneIsNothing) {
    for (const char* line : {"", "{", "[]", "7", "{}", R"({"v":1})", R"({"v":"1"})",
                             R"({"v":1,"t":"x","event":"runner-trouble","message":""})",
                             R"({"v":1,"t":1,"event":"runner-trouble"})",
                             R"({"v":1,"t":1,"event":"test-started","binary":1})"}) {
        const auto read = decode(line);
        ASSERT_FALSE(read) << line;
        EXPECT_EQ(read.error().code, EBADMSG) << line;
    }
    EXPECT_EQ(decode(R"({"v":2,"t":1,"event":"x"})").error().code, EPROTO);
    EXPECT_EQ(decode(R"({"v":1,"t":1,"event":"of-the-future"})").value(), std::nullopt);
}

TEST(JournalReaderTest, TornAndForeignLinesAreCountedAndTheRestIsRead) {
    const std::string good = encode({noon, events::RunnerTrouble{"x"}});
    const auto journal = parse_journal(good + "{\"v\":1,\"t\"\n" + good + good.substr(0, 20));
    ASSERT_TRUE(journal);
    EXPECT_EQ(journal->events.size(), 2U);
    EXPECT_EQ(journal->damaged_lines, 2U);
}

TEST(JournalReaderTest, AnotherVersionIsRefused) {
    EXPECT_EQ(parse_journal("{\"v\":9}\n").error().code, EPROTO);
}

TEST(JournalReaderTest, AMissingJournalIsAnError) {
    EXPECT_EQ(read_journal("/nowhere/events.jsonl").error().code, ENOENT);
}

TEST_F(JournalFileTest, EveryEventIsInTheFileBeforeTheNext) {
    auto writer = JournalWriter::create(path_);
    ASSERT_TRUE(writer);
    std::size_t count = 0;
    for (const auto& event : one_of_each()) {
        writer->on({noon, event});
        EXPECT_EQ(read_journal(path_)->events.size(), ++count);
    }
    EXPECT_FALSE(writer->trouble());
}

TEST_F(JournalFileTest, AnOlderJournalIsNeverWrittenTo) {
    std::ofstream(path_) << "precious";
    EXPECT_EQ(JournalWriter::create(path_).error().code, EEXIST);
}

TEST(JournalWriterTest, AFullDiskIsRememberedAndTheRunGoesOn) {
    auto full = os::open_file(AT_FDCWD, "/dev/full", O_WRONLY | O_APPEND);
    ASSERT_TRUE(full);
    JournalWriter writer(std::move(*full));
    writer.on({noon, events::RunnerTrouble{"one"}});
    writer.on({noon, events::RunnerTrouble{"two"}});
    ASSERT_TRUE(writer.trouble());
    EXPECT_EQ(writer.trouble()->code, ENOSPC);
}

}  // namespace
}  // namespace hangar::report
