// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <hangar/harness/run/gtest_report.hpp>

namespace hangar::run {

// What `output` tells of that test, if GoogleTest may not open its report any more, because the
// test has given up its rights or has no descriptor left: it says so as the last that it prints,
// when every test and environment is through, and aborts. Empty if that is not how it ends. Pure;
// any thread.
[[nodiscard]] std::optional<GtestReport> printed_report(std::string_view output,
                                                        const std::string& test,
                                                        std::string_view report_path);

}  // namespace hangar::run
