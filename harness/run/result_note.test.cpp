// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <hangar/harness/run/result_note.hpp>

namespace hangar::run {
namespace {

TEST(ResultNoteTest, TheLastOutcomeAndTheDeclaredTimeoutCount) {
    const auto note = parse_result_note(
        "{\"test\":\"A.B\",\"timeout_ms\":250}\nrubbish\n{\"test\":\"A.B\",\"outcome\":7}\n"
        "{\"test\":\"A.C\",\"outcome\":\"pass\"}\n"
        "{\"test\":\"A.B\",\"outcome\":\"xfail\",\"reason\":\"known gap\"}\n{\"test\"",
        "A.B");
    EXPECT_EQ(note.timeout, std::chrono::milliseconds(250));
    EXPECT_EQ(note.outcome, "xfail");
    EXPECT_EQ(note.reason, "known gap");
}

TEST(ResultNoteTest, WithoutANoteThereIsNothing) {
    const auto note = parse_result_note("", "A.B");
    EXPECT_EQ(note.outcome, std::nullopt);
    EXPECT_EQ(note.timeout, std::nullopt);
}

}  // namespace
}  // namespace hangar::run
