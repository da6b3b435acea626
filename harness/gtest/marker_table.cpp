// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <hangar/harness/gtest/marker_table.hpp>

namespace hangar {
namespace {

// The first of the lowest rank among those for which `applies` holds.
template <class Markers, class Applies>
auto first_of(const Markers& markers, Applies applies) -> decltype(markers.data()) {
    decltype(markers.data()) best = nullptr;
    for (const auto& marker : markers)
        if (applies(marker) && (best == nullptr || marker.scope.rank() < best->scope.rank()))
            best = &marker;
    return best;
}

std::string or_nearest(const std::string& name, const std::vector<std::string>& candidates) {
    const std::string nearest = closest_name(name, candidates);
    return nearest.empty() ? "" : fmt::format("; did you mean {}?", nearest);
}

Usage<void> check_test(const MarkerScope& scope, const std::vector<std::string>& tests_of_suite) {
    if (scope.test.empty() || std::ranges::find(tests_of_suite, scope.test) != tests_of_suite.end())
        return {};
    return usage_error(fmt::format("{}: suite {} has no test {}{}", scope.describe(), scope.suite,
                                   scope.test, or_nearest(scope.test, tests_of_suite)));
}

Usage<void> check_scope(const MarkerScope& scope, const std::vector<TestName>& tests) {
    if (scope.suite.empty()) {
        if (std::ranges::find(tests, scope.file, &TestName::file) != tests.end()) return {};
        return usage_error(fmt::format("{}: this file has no tests", scope.describe()));
    }
    std::vector<std::string> suites;
    std::vector<std::string> tests_of_suite;
    for (const TestName& name : tests) {
        suites.push_back(name.suite);
        if (name.suite == scope.suite) tests_of_suite.push_back(name.test);
    }
    if (!tests_of_suite.empty()) return check_test(scope, tests_of_suite);
    return usage_error(fmt::format("{}: there is no suite {}{}", scope.describe(), scope.suite,
                                   or_nearest(scope.suite, suites)));
}

bool known_key(const std::string& key, const MatrixKeys& keys) {
    return std::ranges::any_of(keys.all_cells(),
                               [&](const Cell& cell) { return cell.matches(key); });
}

Usage<void> check_keys(const Marker& marker, const MatrixKeys& keys) {
    for (const std::string& key : marker.keys) {
        if (known_key(key, keys)) continue;
        return usage_error(fmt::format(
            "{}: there is no key '{}'; valid keys: {}, {}, {}, a whole cell as in {}, or all",
            marker.scope.describe(), key, join_list(keys.backend_keys()),
            join_list(MatrixKeys::capture_keys()), join_list(keys.transports),
            keys.all_cells().front().name()));
    }
    return {};
}

}  // namespace

bool MarkerScope::covers(const TestName& name) const {
    if (suite.empty()) return name.file == file;
    return name.suite == suite && (test.empty() || name.test == test);
}

int MarkerScope::rank() const noexcept {
    if (suite.empty()) return 2;
    return test.empty() ? 1 : 0;
}

std::string MarkerScope::describe() const {
    const std::string on = test.empty() ? suite : fmt::format("{}, {}", suite, test);
    return fmt::format("{}:{}: {}({})", file, line, macro, on);
}

bool Marker::applies(const TestName& name, const Cell& cell) const {
    return scope.covers(name) &&
           std::ranges::any_of(keys, [&](const std::string& key) { return cell.matches(key); });
}

bool MarkerTable::add(Marker marker) {
    markers_.push_back(std::move(marker));
    return true;
}

bool MarkerTable::add(TimeoutMarker marker) {
    timeouts_.push_back(std::move(marker));
    return true;
}

const Marker* MarkerTable::find(const TestName& name, const Cell& cell) const {
    return first_of(markers_, [&](const Marker& marker) { return marker.applies(name, cell); });
}

const TimeoutMarker* MarkerTable::find_timeout(const TestName& name) const {
    return first_of(timeouts_,
                    [&](const TimeoutMarker& marker) { return marker.scope.covers(name); });
}

Usage<void> MarkerTable::check(const std::vector<TestName>& tests, const MatrixKeys& keys) const {
    for (const Marker& marker : markers_) {
        if (auto known = check_scope(marker.scope, tests); !known) return known;
        if (auto known = check_keys(marker, keys); !known) return known;
    }
    for (const TimeoutMarker& timeout : timeouts_) {
        if (auto known = check_scope(timeout.scope, tests); !known) return known;
        if (timeout.limit.count() <= 0)
            return usage_error(timeout.scope.describe() + ": the limit must be positive");
    }
    return {};
}

MarkerTable& declared_markers() {
    static MarkerTable table;
    return table;
}

}  // namespace hangar
