// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hangar::run {

// What GoogleTest says of one test in the report of --gtest_output=xml:FILE, which it writes when
// every test is through: without it, the program did not get that far. (Not the report in JSON:
// GoogleTest 1.12 writes a broken one when an environment fails.)
struct GtestReport {
    bool ran = false;  // the test is in it, and its body (or its fixture) was run
    bool skipped = false;
    std::string skip_reason;
    std::vector<std::string> failures;  // of the test, its suite and the program's environments
};

// Empty if it is no whole report. Any bytes may come. Pure; any thread.
[[nodiscard]] std::optional<GtestReport> parse_gtest_report(std::string_view text,
                                                            std::string_view test);

}  // namespace hangar::run
