// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/harness/events/event.hpp>

namespace hangar::run {

struct XmlTag;

// What GoogleTest says of one test in the report of --gtest_output=xml:FILE, which it writes when
// every test is through: without it, the program did not get that far. (Not the report in JSON:
// GoogleTest 1.12 writes a broken one when an environment fails.)
struct GtestReport {
    bool ran = false;  // the test is in it, and its body (or its fixture) was run
    bool skipped = false;
    std::string skip_reason;
    std::chrono::duration<double, std::milli> took{};
    std::vector<std::string> failures;  // of the test, its suite and the program's environments
    events::Properties properties;
};

// What it says of all of them.
class GtestReports {
  public:
    // Empty if it is no whole report. Any bytes may come. Pure; any thread.
    [[nodiscard]] static std::optional<GtestReports> parse(std::string_view text);
    // Of one that is not in it: it did not run.
    [[nodiscard]] GtestReport of(std::string_view test) const;

  private:
    GtestReport& begin(const XmlTag& tag, GtestReport& nobodys);
    std::vector<std::string>& failures_of(const std::string& suite);

    std::map<std::string, GtestReport, std::less<>> tests_;
    // Of suites, by their names: of each of their tests.
    std::map<std::string, std::vector<std::string>, std::less<>> suites_;
    std::vector<std::string> environments_;  // of every test
};

// Of one test; empty if it is no whole report. Any bytes may come. Pure; any thread.
[[nodiscard]] std::optional<GtestReport> parse_gtest_report(std::string_view text,
                                                            std::string_view test);

}  // namespace hangar::run
