// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include <hangar/harness/report/cell.hpp>

namespace hangar::report {
namespace {

// Takes the last word, after an underscore, off `text`; empty if there is none before it.
std::string_view take_last(std::string_view& text) {
    const auto at = text.rfind('_');
    if (at == std::string_view::npos || at == 0) return {};
    const auto word = text.substr(at + 1);
    text.remove_suffix(word.size() + 1);
    return word;
}

}  // namespace

std::optional<Cell> cell_of(std::string_view test) {
    if (!test.starts_with("Matrix/")) return std::nullopt;
    std::string_view rest = test.substr(test.rfind('/') + 1);
    const std::string_view transport = take_last(rest);
    std::string capture(take_last(rest));
    constexpr std::string_view tee = "_tee";  // "tee_sys" is the one capture mode of two words
    if (capture == "sys" && rest.ends_with(tee)) {
        rest.remove_suffix(tee.size());
        capture = "tee_sys";
    }
    if (transport.empty() || capture.empty() || rest.empty()) return std::nullopt;
    return Cell{std::string(rest), std::move(capture), std::string(transport)};
}

}  // namespace hangar::report
