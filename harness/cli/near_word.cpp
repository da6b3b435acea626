// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>

#include <hangar/harness/cli/near_word.hpp>

namespace hangar::cli {
namespace {

// Levenshtein's distance.
std::size_t letters_off(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

std::string near_word(std::string_view typed, const std::vector<std::string>& words) {
    constexpr std::size_t too_far = 3;
    std::size_t least = too_far;
    std::string nearest;
    for (const auto& word : words) {
        const auto off = letters_off(typed, word);
        if (off >= least || off >= word.size()) continue;
        least = off;
        nearest = word;
    }
    return nearest;
}

}  // namespace hangar::cli
