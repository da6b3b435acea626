// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <hangar/harness/run/gtest_filter.hpp>

namespace hangar::run {
namespace {

std::vector<std::string> split(std::string_view patterns) {
    std::vector<std::string> parts;
    for (;;) {
        const auto end = patterns.find(':');
        if (end != 0 && !patterns.empty()) parts.emplace_back(patterns.substr(0, end));
        if (end == std::string_view::npos) return parts;
        patterns.remove_prefix(end + 1);
    }
}

bool any_matches(const std::vector<std::string>& patterns, std::string_view name) {
    return std::ranges::any_of(patterns,
                               [&](const auto& each) { return matches_pattern(each, name); });
}

bool begins_disabled(std::string_view name) {
    return name.starts_with("DISABLED_") || name.find("/DISABLED_") != std::string_view::npos;
}

}  // namespace

GtestFilter::GtestFilter(std::string_view text) {
    const auto dash = text.find('-');
    wanted_ = split(text.substr(0, dash));
    if (wanted_.empty()) wanted_.emplace_back("*");
    if (dash != std::string_view::npos) unwanted_ = split(text.substr(dash + 1));
}

bool GtestFilter::matches(std::string_view full_name) const {
    return any_matches(wanted_, full_name) && !any_matches(unwanted_, full_name);
}

// Greedy: on a mismatch only the last star needs to take one character more.
bool matches_pattern(std::string_view pattern, std::string_view text) {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t after_star = std::string_view::npos;
    std::size_t retry = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            after_star = ++p;
            retry = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (after_star != std::string_view::npos) {
            p = after_star;
            t = ++retry;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::string filter_for(std::string_view full_name) {
    std::string filter(full_name);
    for (char& c : filter)
        if (c == '*' || c == '-' || c == ':') c = '?';
    return filter;
}

bool is_disabled(std::string_view full_name) {
    const auto dot = full_name.find('.');
    if (begins_disabled(full_name.substr(0, dot))) return true;
    return dot != std::string_view::npos && begins_disabled(full_name.substr(dot + 1));
}

}  // namespace hangar::run
