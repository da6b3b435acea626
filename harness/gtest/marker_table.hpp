// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <hangar/harness/gtest/cell.hpp>
#include <hangar/harness/gtest/test_name.hpp>
#include <hangar/harness/gtest/usage.hpp>

namespace hangar {

enum class MarkerKind { skip, xfail };

// What a marker is on, and where it stands.
struct MarkerScope {
    std::string macro;  // "HANGAR_SKIP_ON", for messages
    std::string suite;  // empty: the file
    std::string test;   // empty: the suite
    std::string file;
    int line = 0;

    [[nodiscard]] bool covers(const TestName& name) const;
    [[nodiscard]] int rank() const noexcept;  // 0 the test, 1 its suite, 2 its file
    // "echo.cpp:12: HANGAR_SKIP_ON(Echo, RoundTrip)"
    [[nodiscard]] std::string describe() const;
};

struct Marker {
    MarkerKind kind = MarkerKind::skip;
    MarkerScope scope;
    std::vector<std::string> keys;
    std::string reason;

    [[nodiscard]] bool applies(const TestName& name, const Cell& cell) const;
};

struct TimeoutMarker {
    MarkerScope scope;
    std::chrono::milliseconds limit{};
};

// The markers of a program, in the order in which they were declared. Not synchronised.
class MarkerTable {
  public:
    bool add(Marker marker);
    bool add(TimeoutMarker marker);

    // The first that applies: on the test, then on its suite, then on its file. Null: none.
    [[nodiscard]] const Marker* find(const TestName& name, const Cell& cell) const;
    [[nodiscard]] const TimeoutMarker* find_timeout(const TestName& name) const;
    // Errors: a key, a suite or a test that does not exist, a limit that is not positive.
    [[nodiscard]] Usage<void> check(const std::vector<TestName>& tests,
                                    const MatrixKeys& keys) const;

  private:
    std::vector<Marker> markers_;
    std::vector<TimeoutMarker> timeouts_;
};

// What the macros fill, before main: GoogleTest registers its tests in the same way.
[[nodiscard]] MarkerTable& declared_markers();

}  // namespace hangar
