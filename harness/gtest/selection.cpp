// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <hangar/harness/gtest/selection.hpp>

namespace hangar {
namespace {

// The keys of one axis: its flag's name, and what may be chosen.
struct Axis {
    std::string flag;
    std::vector<std::string> valid;
};

Usage<std::vector<std::string>> choose(const Axis& axis, const std::string& list) {
    if (list == "all") return axis.valid;
    std::vector<std::string> chosen;
    for (const std::string& key : split_list(list)) {
        if (std::ranges::find(axis.valid, key) == axis.valid.end())
            return usage_error(fmt::format("--{}: there is no '{}'; valid keys: {}, or all",
                                           axis.flag, key, join_list(axis.valid)));
        if (std::ranges::find(chosen, key) == chosen.end()) chosen.push_back(key);
    }
    return chosen;
}

// A key that is known but refused has a better answer than the list of valid ones.
Usage<void> check_refused(const std::string& list, const MatrixKeys& keys) {
    for (const std::string& key : split_list(list))
        for (const MatrixKeys::Backend& backend : keys.backends)
            if (backend.key == key && !backend.refusal.empty())
                return usage_error(
                    fmt::format("--spawn-backend={} is refused: {}", key, backend.refusal));
    return {};
}

}  // namespace

Usage<Selection> Selection::from(const SelectionRequest& request, const MatrixKeys& keys) {
    Selection selection;
    if (!request.backends.empty()) {
        if (auto allowed = check_refused(request.backends, keys); !allowed)
            return tl::unexpected(allowed.error());
        auto chosen = choose({"spawn-backend", keys.backend_keys()}, request.backends);
        if (!chosen) return tl::unexpected(chosen.error());
        selection.backends = *std::move(chosen);
    }
    if (!request.captures.empty()) {
        const auto chosen = choose({"capture", MatrixKeys::capture_keys()}, request.captures);
        if (!chosen) return tl::unexpected(chosen.error());
        selection.captures.clear();
        for (const std::string& key : *chosen) selection.captures.push_back(*parse_capture(key));
    }
    if (!request.transports.empty()) {
        auto chosen = choose({"transport", keys.transports}, request.transports);
        if (!chosen) return tl::unexpected(chosen.error());
        selection.transports = *std::move(chosen);
    }
    return selection;
}

std::vector<Cell> Selection::cells() const {
    std::vector<Cell> cells;
    for (const std::string& backend : backends)
        for (const CaptureMode capture : captures)
            for (const std::string& transport : transports)
                cells.push_back({backend, capture, transport});
    return cells;
}

SelectionRequest Selection::request() const {
    std::vector<std::string_view> modes;
    for (const CaptureMode mode : captures) modes.push_back(capture_key(mode));
    return {fmt::format("{}", fmt::join(backends, ",")), fmt::format("{}", fmt::join(modes, ",")),
            fmt::format("{}", fmt::join(transports, ","))};
}

}  // namespace hangar
