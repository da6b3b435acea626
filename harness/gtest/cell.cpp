// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <hangar/harness/gtest/cell.hpp>
#include <ostream>

namespace hangar {

namespace {

// GoogleTest wants letters, digits and underscores.
std::string name_part(std::string key) {
    std::ranges::replace(key, '-', '_');
    return key;
}

}  // namespace

std::string Cell::name() const {
    return name_part(fmt::format("{}_{}_{}", backend, capture_key(capture), transport));
}

bool Cell::matches(std::string_view key) const {
    return key == "all" || key == backend || key == capture_key(capture) || key == transport ||
           key == name();
}

std::ostream& operator<<(std::ostream& out, const Cell& cell) {
    return out << cell.name();
}

std::vector<std::string> MatrixKeys::backend_keys() const {
    std::vector<std::string> chosen;
    for (const Backend& backend : backends)
        if (backend.refusal.empty()) chosen.push_back(backend.key);
    return chosen;
}

std::vector<std::string> MatrixKeys::capture_keys() {
    std::vector<std::string> keys;
    for (const CaptureMode mode : all_capture_modes) keys.emplace_back(capture_key(mode));
    return keys;
}

std::vector<Cell> MatrixKeys::all_cells() const {
    std::vector<Cell> cells;
    for (const std::string& backend : backend_keys())
        for (const CaptureMode capture : all_capture_modes)
            for (const std::string& transport : transports)
                cells.push_back({backend, capture, transport});
    return cells;
}

std::optional<Cell> cell_of_name(std::string_view test, const MatrixKeys& keys) {
    const auto slash = test.rfind('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const std::string_view suffix = test.substr(slash + 1);
    // Asked at every test's start: most names are no cell's, and of a cell's most backends are not.
    for (const auto& backend : keys.backends) {
        if (!backend.refusal.empty() || !suffix.starts_with(name_part(backend.key))) continue;
        for (const CaptureMode capture : all_capture_modes)
            for (const std::string& transport : keys.transports) {
                Cell cell{backend.key, capture, transport};
                if (cell.name() == suffix) return cell;
            }
    }
    return std::nullopt;
}

}  // namespace hangar
