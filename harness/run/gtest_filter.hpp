// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hangar::run {

// GoogleTest's --gtest_filter: patterns with `*` and `?` separated by `:`, those after the first
// `-` take away. An empty filter, or one that only takes away, begins with everything.
// A value; const members from any thread. Source: GoogleTest 1.12's UnitTestFilter.
class GtestFilter {
  public:
    explicit GtestFilter(std::string_view text);
    [[nodiscard]] bool matches(std::string_view full_name) const;

  private:
    std::vector<std::string> wanted_;
    std::vector<std::string> unwanted_;
};

// `*` is any run of characters, `?` any one.
[[nodiscard]] bool matches_pattern(std::string_view pattern, std::string_view text);

// A filter that selects the test of this name: what has a meaning in a filter becomes `?`.
[[nodiscard]] std::string filter_for(std::string_view full_name);

// Whether GoogleTest leaves it out unless told otherwise: its own name, or its suite's, begins with
// DISABLED_, or does so after a `/`.
[[nodiscard]] bool is_disabled(std::string_view full_name);

}  // namespace hangar::run
