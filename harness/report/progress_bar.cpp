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

struct Character {
    std::size_t bytes = 1;
    std::size_t columns = 1;
    bool shown = false;
};

// By its lead byte; a byte that leads nothing, or too little, stands alone.
Character first_of(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80) return {1, 1, lead >= 0x20 && lead != 0x7f};
    const std::size_t bytes = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < bytes) return {};
    for (const char next : text.substr(1, bytes - 1))
        if ((static_cast<unsigned char>(next) & 0xc0U) != 0x80U) return {};
    // C1: some terminals take them for the beginning of a command.
    const bool control = lead == 0xc2 && static_cast<unsigned char>(text[1]) < 0xa0;
    return {bytes, lead > 0xe0 ? 2U : 1U, !control};
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

std::size_t columns_of(std::string_view text) {
    std::size_t columns = 0;
    for (; !text.empty(); text.remove_prefix(first_of(text).bytes))
        columns += first_of(text).columns;
    return columns;
}

std::string fitted(std::string_view text, std::size_t columns) {
    std::string result;
    std::size_t used = 0;
    while (!text.empty()) {
        const auto first = first_of(text);
        used += first.columns;
        if (used > columns) break;
        if (first.shown)
            result += text.substr(0, first.bytes);
        else
            result += '?';
        text.remove_prefix(first.bytes);
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
