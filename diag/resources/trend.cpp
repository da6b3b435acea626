// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <hangar/diag/resources/trend.hpp>

namespace hangar::diag {
namespace {

// So often at least, and over so much of the run: else it is a one-off.
constexpr std::size_t steps_of_a_leak = 3;
constexpr std::int64_t kibibytes_of_growth = 1024;
constexpr std::size_t shown_growers = 3;

// What is there from each instant on, whatever comes and goes after it.
std::vector<std::int64_t> floor_of(std::vector<std::int64_t> values) {
    for (std::size_t i = values.size(); i-- > 1;)
        values[i - 1] = std::min(values[i - 1], values[i]);
    return values;
}

TrendKind kind_of(const std::vector<std::size_t>& steps, std::size_t tests) {
    if (steps.empty()) return TrendKind::steady;
    const bool all_along = 2 * (steps.back() - steps.front() + 1) >= tests;
    return steps.size() >= steps_of_a_leak && all_along ? TrendKind::accumulating
                                                        : TrendKind::one_off;
}

std::string_view text(TrendKind kind) {
    switch (kind) {
        case TrendKind::steady:
            return "steady";
        case TrendKind::one_off:
            return "one-off";
        case TrendKind::accumulating:
            return "ACCUMULATING";
    }
    return "";
}

std::string growers_text(const std::vector<std::string>& growers) {
    if (growers.empty()) return {};
    std::string text = "    after ";
    const std::size_t shown = std::min(growers.size(), shown_growers);
    for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + growers[i];
    if (growers.size() > shown) text += fmt::format(" and {} more", growers.size() - shown);
    return text + '\n';
}

}  // namespace

void ResourceTrend::begin(const ResourceLevels& levels) {
    tests_.clear();
    series_.clear();
    append(levels);
}

void ResourceTrend::add(const std::string& test, const ResourceLevels& levels) {
    tests_.push_back(test);
    append(levels);
}

void ResourceTrend::append(const ResourceLevels& levels) {
    append("threads", 1, levels.threads);
    append("fds", 1, levels.fds);
    append("children", 1, levels.children);
    append("segments", 1, levels.segments);
    append("resident KiB", kibibytes_of_growth, static_cast<std::int64_t>(levels.resident >> 10U));
    for (const auto& [name, value] : levels.gauges) append(name, 1, value);
}

void ResourceTrend::append(const std::string& resource, std::int64_t grain, std::int64_t value) {
    auto found = std::ranges::find(series_, resource, &Series::resource);
    // A gauge that is new had been at its first value all along.
    if (found == series_.end()) {
        series_.push_back({resource, grain, {}});
        found = series_.end() - 1;
    }
    found->values.resize(tests_.size(), value);
    found->values.push_back(value);
}

TrendLine ResourceTrend::judge(const Series& series) const {
    const auto floor = floor_of(series.values);
    TrendLine line;
    line.resource = series.resource;
    line.first = series.values.front();
    line.last = series.values.back();
    std::vector<std::size_t> steps;
    std::int64_t level = floor.front();
    for (std::size_t i = 1; i < floor.size(); ++i) {
        if (floor[i] - level < series.grain) continue;
        line.kept += floor[i] - level;
        level = floor[i];
        steps.push_back(i);
        line.growers.push_back(tests_[i - 1]);
    }
    line.kind = kind_of(steps, tests_.size());
    return line;
}

std::vector<TrendLine> ResourceTrend::lines() const {
    std::vector<TrendLine> lines;
    for (const auto& series : series_) lines.push_back(judge(series));
    return lines;
}

bool ResourceTrend::accumulates() const {
    return std::ranges::any_of(
        lines(), [](const TrendLine& line) { return line.kind == TrendKind::accumulating; });
}

std::string ResourceTrend::table() const {
    std::string table = fmt::format("{:<14}{:>10}{:>10}{:>10}{:>8}  over {} tests\n", "resource",
                                    "first", "last", "kept", "steps", tests_.size());
    for (const auto& line : lines())
        table += fmt::format("{:<14}{:>10}{:>10}{:>10}{:>8}  {}\n{}", line.resource, line.first,
                             line.last, line.kept, line.growers.size(), text(line.kind),
                             growers_text(line.growers));
    return table;
}

}  // namespace hangar::diag
