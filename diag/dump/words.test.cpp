// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/diag/dump/sample_dump.test.hpp>
#include <hangar/diag/dump/words.hpp>

namespace hangar::dump {
namespace {

using namespace std::chrono_literals;

TEST(WordsTest, DurationsHaveTheUnitThatSuitsThem) {
    EXPECT_EQ(duration_text(0ms), "0 ms");
    EXPECT_EQ(duration_text(999ms), "999 ms");
    EXPECT_EQ(duration_text(1000ms), "1.0 s");
    EXPECT_EQ(duration_text(59'900ms), "59.9 s");
    EXPECT_EQ(duration_text(200s), "3 min 20 s");
    EXPECT_EQ(duration_text(2h + 5min), "2 h 5 min");
}

TEST(WordsTest, APartyIsNamedByIdAndName) {
    const auto snapshot = sample_dump().snapshot;
    EXPECT_EQ(party_text(snapshot, {810, 812}), "thread 812 \"flusher\" of 810 \"worker\"");
    EXPECT_EQ(party_text(snapshot, {810, 0}), "process 810 \"worker\"");
    EXPECT_EQ(party_text(snapshot, {801, 801}), "process 801 \"leader\"");
    EXPECT_EQ(party_text(snapshot, {9999, 1}), "process 9999");
}

TEST(WordsTest, WhatCouldPlayWithATerminalIsShownAsItIs) {
    EXPECT_EQ(printable("a\x1b[2Jb\n\x7f"), "a\\x1b[2Jb\\x0a\\x7f");
    EXPECT_EQ(printable("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f");
    EXPECT_EQ(printable("\xe2\x82\xac\xf0\x9f\x98\x80"), "\xe2\x82\xac\xf0\x9f\x98\x80");
}

TEST(WordsTest, BytesThatAreNoTextAreShownAsTheyAre) {
    EXPECT_EQ(printable("a\xff"), "a\\xff");
    EXPECT_EQ(printable("\xc3"), "\\xc3");
    EXPECT_EQ(printable("\xe2\x82z"), "\\xe2\\x82z");
    EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf") << "longer than it need be";
    EXPECT_EQ(printable("\xc2\x9b"), "\\xc2\\x9b") << "a control character, too";
}

TEST(WordsTest, AQuoteInANameDoesNotEndIt) {
    Dump dump = sample_dump();
    dump.snapshot.processes[0].name = "\"q\\";
    const auto pid = dump.snapshot.processes[0].pid;
    EXPECT_EQ(party_text(dump.snapshot, {pid, 0}),
              "process " + std::to_string(pid) + " \"\\\"q\\\\\"");
}

TEST(WordsTest, LongTextsAreCut) {
    EXPECT_EQ(shortened("abcdef", 6), "abcdef");
    EXPECT_EQ(shortened("abcdefg", 6), "abcdef...");
}

}  // namespace
}  // namespace hangar::dump
