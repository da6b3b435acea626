// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hangar::run {

// What GoogleTest says of one test in the report of --gtest_output=json:FILE, which it writes when
// every test is through: without it, the program did not get that far.
struct GtestReport {
    bool ran = false;  // the test is in it, and its body (or its fixture) was run
    bool skipped = false;
    std::vector<std::string> failures;  // of the test, its suite and the program's environments
};

// Empty if it is no report (cut off, or none). Any bytes may come. Pure; any thread.
[[nodiscard]] std::optional<GtestReport> parse_gtest_report(std::string_view text,
                                                            std::string_view test);

// What a program linked with hangar notes besides: lines of JSON in the file HANGAR_RESULT_FILE.
//   {"test":"Suite.Name","timeout_ms":5000}                        a timeout declared in code
//   {"test":"Suite.Name","outcome":"xfail","reason":"known gap"}   at the test's end
struct ResultNote {
    std::optional<std::string> outcome;
    std::string reason;
    std::optional<std::chrono::milliseconds> timeout;
};

// Lines that are no such notes are passed over; the last one of a kind counts.
[[nodiscard]] ResultNote parse_result_note(std::string_view text, std::string_view test);

// The reason of a GTEST_SKIP, from the test's output: what stands between "Skipped" and the line
// that ends the test. Empty if there is none.
[[nodiscard]] std::string skip_reason(std::string_view output);

}  // namespace hangar::run
