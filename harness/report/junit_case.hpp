// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <hangar/harness/report/run_record.hpp>

// One <testcase>. Private to this folder.
namespace hangar::report {

// What JUnit counts a test as.
enum class JunitVerdict { passed, failure, error, skipped, disabled };
[[nodiscard]] JunitVerdict junit_verdict(const TestRecord& test);

[[nodiscard]] std::string junit_case(const TestRecord& test, const std::string& folder);

// ` name="value"`, escaped.
[[nodiscard]] std::string attribute(std::string_view name, std::string_view value);
// Seconds with three decimals; local time to the millisecond, as GoogleTest writes them.
[[nodiscard]] std::string xml_seconds(events::Milliseconds duration);
[[nodiscard]] std::string xml_time(events::WallTime at);

}  // namespace hangar::report
