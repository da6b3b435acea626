// SPDX-License-Identifier: Apache-2.0
// What is kept of what tests print: enough, and no more.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <charconv>
#include <cstdlib>

#include <hangar/harness/run/kept_output.hpp>
#include <hangar/suites/runner/hangar_process.test.hpp>

namespace hangar::suites {
namespace {

using events::Outcome;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr std::size_t line_length = 64;

// More where somebody asks for it: gigabytes are for the record.
std::string megabytes() {
    const char* asked = std::getenv("HANGAR_FLOOD_MEGABYTES");
    return asked == nullptr ? "100" : asked;
}

HangarProcess run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "run");
    arguments.push_back(program("runner_output"));
    return HangarProcess(std::move(arguments), {{"SPECIMEN_MEGABYTES", megabytes()}});
}

long number_after(const std::string& text, std::string_view words, std::size_t from = 0) {
    const auto at = text.find(words, from);
    if (at == std::string::npos) return -1;
    const auto begin = text.find_first_not_of(' ', at + words.size());
    long number = -1;
    std::from_chars(text.data() + begin, text.data() + text.size(), number);
    return number;
}

// The numbered lines that are missing in the middle are as many as the note between says.
void expect_head_and_tail(const std::string& text, const std::string& test) {
    EXPECT_LE(text.size(), run::most_output + 2 * line_length);
    EXPECT_GE(text.size(), run::most_output - 2 * line_length);
    const auto note = text.find("\n[... ");
    ASSERT_NE(note, std::string::npos);
    const long left_out = number_after(text, "\n[... ", note);
    const long lines = std::stol(megabytes()) * (1L << 20) / static_cast<long>(line_length);
    const auto head = text.substr(0, note);
    const auto tail = text.substr(text.find("]\n", note) + 2);
    EXPECT_THAT(head, HasSubstr("[ RUN      ] " + test + "\nline          0 "));
    EXPECT_THAT(tail, StartsWith("line "));
    EXPECT_THAT(tail.substr(tail.size() - 4096), HasSubstr("[       OK ] " + test));
    EXPECT_EQ(number_after(tail, "line ", tail.rfind("\nline ")), lines - 1);
    const auto first_of_tail = static_cast<std::size_t>(number_after(tail, "line "));
    const auto of_head = head.size() - head.find("line ");
    EXPECT_EQ(of_head + static_cast<std::size_t>(left_out), first_of_tail * line_length);
}

TEST(OutputTest, OfMoreThanTheCapHeadAndTailAreKeptAndMemoryIsGivenBackMeanwhile) {
    const std::string test = "Floods.AndWaitsUntilItIsGivenBack";
    HangarProcess hangar = run({"--filter", test});
    EXPECT_EQ(hangar.wait(), 0) << hangar.out();
    expect_head_and_tail(hangar.file(hangar.ends().at(test).output.value()), test);
}

// What is kept back inside the test's process, and shown because it failed.
TEST(OutputTest, WhatAProgramCapturesItselfIsCappedToo) {
    HangarProcess hangar(
        {"run", "--capture=fd", "--filter=Floods.AndFails", program("runner_linked_output")},
        {{"SPECIMEN_MEGABYTES", megabytes()}});
    EXPECT_EQ(hangar.wait(), 1) << hangar.out();
    const auto end = hangar.ends().at("Floods.AndFails");
    const std::string text = hangar.file(end.output.value());
    EXPECT_LE(text.size(), run::most_output / 2 + (2U << 20U));  // what came last, and its words
    const auto note = text.find("\n[... ");
    ASSERT_NE(note, std::string::npos);
    EXPECT_EQ(text.find("\n[... ", note + 1), std::string::npos);
    EXPECT_THAT(text.substr(0, note), HasSubstr("\nline          0 "));
    const auto tail = text.substr(text.find("]\n", note) + 2);
    const long lines = std::stol(megabytes()) * (1L << 20) / static_cast<long>(line_length);
    EXPECT_EQ(number_after(tail, "line ", tail.rfind("\nline ")), lines - 1);
    EXPECT_NE(text.find("it takes "), std::string::npos);
    EXPECT_EQ(text.find('\0'), std::string::npos);
}

TEST(OutputTest, ATestThatSharesItsProcessIsCappedLikeOneAlone) {
    HangarProcess hangar = run({"--isolation=binary", "--filter=Floods.*-*.AndNever*:*.AndFails"});
    EXPECT_EQ(hangar.wait(), 0) << hangar.out();
    const auto ends = hangar.ends();
    for (const char* test : {"Floods.TheOutput", "Floods.AndWaitsUntilItIsGivenBack"})
        expect_head_and_tail(hangar.file(ends.at(test).output.value()), test);
    EXPECT_THAT(hangar.file(ends.at("Floods.NothingAfterAll").output.value()),
                AllOf(StartsWith("[ RUN      ] Floods.NothingAfterAll\n[       OK ]"),
                      testing::Not(HasSubstr("left out"))));
}

TEST(OutputTest, WhoPrintsWithoutEndIsEndedAtTheTimeout) {
    HangarProcess hangar =
        run({"--timeout=0.5", "--slow=0.4", "--grace=1", "--filter=Floods.AndNeverEnds"});
    EXPECT_EQ(hangar.wait(), 1) << hangar.out();
    const auto end = hangar.ends().at("Floods.AndNeverEnds");
    EXPECT_EQ(end.outcome, Outcome::timeout);
    EXPECT_EQ(end.summary, "not over after 0.5 s: slow, for it still got on between two samples");
    const auto text = hangar.file(end.output.value());
    EXPECT_LE(text.size(), run::most_output + 2 * line_length);
    EXPECT_THAT(text.substr(text.size() - 100), HasSubstr("again\nagain\n"));
}

void expect_nothing_wiped(const std::string& isolation) {
    HangarProcess hangar = run({"--isolation=" + isolation, "--filter=Wipes.*"});
    EXPECT_EQ(hangar.wait(), 0) << hangar.out();
    ASSERT_EQ(hangar.ends().size(), 3U);
    for (const auto& [test, end] : hangar.ends())
        EXPECT_THAT(hangar.file(end.output.value()),
                    AllOf(HasSubstr("[ RUN      ] " + test + "\nbefore\n"), HasSubstr("after\n"),
                          HasSubstr("[       OK ] " + test)));
}

// What the program captures itself, and the test dies with.
void expect_no_capture_wiped(const std::string& isolation) {
    HangarProcess hangar({"run", "--capture=fd", "--isolation=" + isolation, "--filter=*Wipe*",
                          program("runner_linked_output")});
    EXPECT_EQ(hangar.wait(), 1) << hangar.out();
    const auto ends = hangar.ends();
    ASSERT_EQ(ends.size(), 4U);
    for (const char* test : {"Wipes.ByOpening", "Wipes.ByCutting", "Wipes.ByAShell"})
        EXPECT_THAT(
            hangar.file(ends.at(test).output.value()),
            HasSubstr(std::string("captured stdout of ") + test + " -----\nbefore\nafter\n-----"));
    EXPECT_THAT(hangar.file(ends.at("Dies.AfterItsWipe").output.value()),
                HasSubstr("captured stdout of Dies.AfterItsWipe, which did not end -----\n"
                          "before\nafter\n"));
}

TEST(OutputTest, ATestCannotWipeWhatItsProgramHasCaptured) {
    expect_no_capture_wiped("test");
}

TEST(OutputTest, NorAfterOthersInItsProcess) {
    expect_no_capture_wiped("binary");
}

TEST(OutputTest, ATestCannotWipeWhatItHasPrinted) {
    expect_nothing_wiped("test");
}

TEST(OutputTest, NorWhatOthersHavePrintedInItsProcess) {
    expect_nothing_wiped("binary");
}

}  // namespace
}  // namespace hangar::suites
