// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include <hangar/harness/report/progress_bar.hpp>

namespace hangar::report {
namespace {

constexpr std::size_t widest_bar = 30;
constexpr std::size_t narrowest_bar = 8;

std::string clock_text(events::Milliseconds time) {
    const auto seconds = static_cast<long>(time.count() / 1e3);
    if (seconds < 3600) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
    return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

// "[#####.....] "; nothing where there is no room for one that tells anything.
std::string bar(const ProgressState& state, std::size_t room) {
    constexpr std::size_t frame = 3;
    if (room < narrowest_bar + frame) return {};
    const std::size_t width = std::min(room - frame, widest_bar);
    const std::size_t full =
        state.total > 0 ? width * std::min(state.done, state.total) / state.total : 0;
    return '[' + std::string(full, '#') + std::string(width - full, '.') + "] ";
}

}  // namespace

std::string fitted(std::string_view text, std::size_t columns) {
    std::string result;
    std::size_t used = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool continues = (byte & 0xc0U) == 0x80U;
        if (!continues && used++ == columns) break;
        result += byte < 0x20 || byte == 0x7f ? '?' : c;
    }
    return result;
}

std::vector<std::string> progress_lines(const ProgressState& state, int columns,
                                        std::size_t most_lines) {
    const auto width = static_cast<std::size_t>(std::max(columns, 0));
    const std::string counts =
        fmt::format("{}/{}{}  {}", state.done, state.total,
                    state.failed > 0 ? fmt::format(", {} failed", state.failed) : "",
                    clock_text(state.elapsed));
    const std::size_t left = width > counts.size() ? width - counts.size() : 0;
    std::vector<std::string> lines{fitted(bar(state, left) + counts, width)};
    for (const auto& test : state.running) {
        if (lines.size() >= most_lines) break;
        lines.push_back(
            fitted(fmt::format("{:>7.1f} s  {}", test.elapsed.count() / 1e3, test.name), width));
    }
    return lines;
}

}  // namespace hangar::report
