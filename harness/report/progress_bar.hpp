// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <hangar/harness/events/event.hpp>

namespace hangar::report {

// What a progress bar tells.
struct ProgressState {
    std::size_t done = 0;
    std::size_t total = 0;
    std::size_t failed = 0;
    events::Milliseconds elapsed{};
    struct Running {
        std::string name;
        events::Milliseconds elapsed{};
    };
    std::vector<Running> running;  // the longest first
};

// Its lines, each of at most `columns` characters and without escapes: the bar itself, then the
// tests that run, as many as there is room for. However narrow it is, there is one line, which may
// be empty. Pure; any thread.
[[nodiscard]] std::vector<std::string> progress_lines(const ProgressState& state, int columns,
                                                      std::size_t most_lines);

// How many columns a text of UTF-8 takes, at most: what may be wide, all from U+1000 on, counts as
// two, and each byte that belongs to no character as one.
[[nodiscard]] std::size_t columns_of(std::string_view text);

// The beginning of a text that takes at most so many columns, counted like that; control characters
// and what is no character replaced.
[[nodiscard]] std::string fitted(std::string_view text, std::size_t columns);

}  // namespace hangar::report
