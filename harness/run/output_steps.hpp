// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/harness/run/gtest_report.hpp>

namespace hangar::run {

// The assertions that failed between two tests: what their suites set up and tear down.
struct Interlude {
    std::vector<std::string> torn_down;  // of the suite of the test before
    std::vector<std::string> set_up;     // of that of the test after
    bool suite_is_over = false;          // that of the test before
};

// What GoogleTest prints of its way through several tests: one begins, it ends.
struct OutputStep {
    enum class Kind { begun, passed, failed, skipped };
    Kind kind = Kind::begun;
    std::size_t test = 0;     // which of them
    std::uint64_t begin = 0;  // the test's own output, from its line "[ RUN      ]" on,
    std::uint64_t end = 0;    // to that of its end
    std::optional<std::chrono::milliseconds> took{};  // as printed
    Interlude before{};                               // where it begins
};

// Follows the output of a program as it grows. A line that only looks like one of GoogleTest's is
// told by the names: none but a test that is expected and has not begun can begin, and none but the
// one that runs can end. It may print its own end, too (a test of a test runner, or one that runs
// itself once more): it is said to end again then, and the last end before the next beginning is
// the true one. Any bytes may come. Not synchronised.
class OutputSteps {
  public:
    explicit OutputSteps(const std::vector<std::string>& names);

    // The steps in what has come since the last call.
    [[nodiscard]] std::vector<OutputStep> take(std::string_view more);
    // Since the last test ended.
    [[nodiscard]] const Interlude& interlude() const noexcept { return interlude_; }

  private:
    void take_line(std::string_view line, std::vector<OutputStep>& steps);
    bool begins(std::string_view line, std::vector<OutputStep>& steps);
    bool ends(std::string_view line, std::vector<OutputStep>& steps);

    void end_as(OutputStep::Kind kind);
    void take_interlude(std::string_view line);

    std::map<std::string, std::size_t, std::less<>> waiting_;
    std::string running_;  // its name; empty: none
    std::size_t running_number_ = 0;
    std::uint64_t running_since_ = 0;
    std::string ended_;  // since which none has begun
    OutputStep::Kind ended_as_ = OutputStep::Kind::begun;
    std::string line_;              // that is not ended yet
    std::uint64_t line_begin_ = 0;  // where that stands in the output
    Interlude interlude_;
    bool in_failure_ = false;
};

// What a test's own output says of it, where the program did not live to write a report.
// Requires: the kind is not `begun`. Pure; any thread.
[[nodiscard]] GtestReport report_of_output(OutputStep::Kind kind, std::string_view output);

// The assertions that failed, as a program prints them, of whatever test or suite. Pure; any
// thread.
[[nodiscard]] std::vector<std::string> printed_failures(std::string_view output);

}  // namespace hangar::run
