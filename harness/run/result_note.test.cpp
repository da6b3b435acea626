// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/harness/run/result_note.hpp>

namespace hangar::run {
namespace {

TEST(ResultNoteTest, TheLastOutcomeAndTheDeclaredTimeoutCount) {
    ResultNotes notes;
    const std::string_view whole =
        "{\"test\":\"A.B\",\"timeout_ms\":250}\nrubbish\n{\"test\":\"A.B\",\"outcome\":7}\n"
        "{\"test\":\"A.C\",\"outcome\":\"pass\"}\n"
        "{\"test\":\"A.B\",\"outcome\":\"xfail\",\"reason\":\"known gap\"}\n";
    EXPECT_EQ(take_result_notes(std::string(whole) + "{\"test\":\"A.B\"", notes), whole.size());
    const auto& note = notes["A.B"];
    EXPECT_EQ(note.timeout, std::chrono::milliseconds(250));
    EXPECT_EQ(note.outcome, "xfail");
    EXPECT_EQ(note.reason, "known gap");
}

TEST(ResultNoteTest, WithoutAWholeLineThereIsNothing) {
    ResultNotes notes;
    EXPECT_EQ(take_result_notes("", notes), 0U);
    EXPECT_EQ(take_result_notes("{\"test\":\"A.B\",\"outcome\":\"pass\"}", notes), 0U);
    EXPECT_TRUE(notes.empty());
}

}  // namespace
}  // namespace hangar::run
