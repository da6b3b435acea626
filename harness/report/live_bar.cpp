// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include <hangar/harness/report/live_bar.hpp>

namespace hangar::report {
namespace {

constexpr int usual_columns = 80;
constexpr int usual_rows = 24;
constexpr std::size_t most_tests = 8;

}  // namespace

void LiveBar::on(const events::Stamped& happened) {
    now_ = happened.at;
    if (std::holds_alternative<events::RunStarted>(happened.event)) begun_ = happened.at;
    if (const auto* listed = std::get_if<events::TestsListed>(&happened.event))
        listed_ += listed->tests.size();
    if (const auto* begun = std::get_if<events::TestStarted>(&happened.event))
        running_[begun->test] = happened.at;
    if (std::holds_alternative<events::RunFinished>(happened.event)) erase();
    const auto* end = std::get_if<events::TestFinished>(&happened.event);
    if (end == nullptr) return;
    running_.erase(end->test);
    if (end->retried) return;
    ++counts_.done;
    counts_.total = listed_ * static_cast<std::size_t>(end->round);
    if (events::verdict(*end) == events::Verdict::failed) ++counts_.failed;
}

void LiveBar::print(std::string_view lines) {
    if (drawn_.empty()) return write_(lines);
    write_(erasure() + std::string(lines));
    drawn_.clear();
    draw(now_);
}

void LiveBar::draw(events::WallTime now) {
    now_ = std::max(now_, now);
    const auto [columns, rows] = size_();
    const int width = columns > 0 ? columns : usual_columns;
    const int height = rows > 0 ? rows : usual_rows;
    const auto most = std::clamp<std::size_t>(static_cast<std::size_t>(height) / 2, 1, most_tests);
    std::string text = erasure();
    drawn_.clear();
    // The last column stays free: some terminals begin a new line there.
    for (const auto& line : progress_lines(state(now_), width - 1, most)) {
        text += (drawn_.empty() ? "" : "\n") + line;
        drawn_.push_back(columns_of(line));
    }
    write_(text);
}

void LiveBar::erase() {
    if (!drawn_.empty()) write_(erasure());
    drawn_.clear();
}

// To the beginning of its first line, then everything from there on goes. In a terminal that has
// become narrower a line may take several rows.
std::string LiveBar::erasure() const {
    if (drawn_.empty()) return {};
    const int columns = size_().first;
    const auto width = static_cast<std::size_t>(columns > 0 ? columns : usual_columns);
    std::size_t rows = 0;
    for (const auto length : drawn_) rows += length == 0 ? 1 : (length + width - 1) / width;
    return rows > 1 ? fmt::format("\r\x1b[{}A\x1b[J", rows - 1) : "\r\x1b[J";
}

ProgressState LiveBar::state(events::WallTime now) const {
    ProgressState state = counts_;
    state.total = std::max(state.total, listed_);
    state.elapsed = now - begun_;
    for (const auto& [test, begun] : running_)
        state.running.push_back({test.binary + ' ' + test.test, now - begun});
    std::ranges::stable_sort(state.running, std::greater(), &ProgressState::Running::elapsed);
    return state;
}

}  // namespace hangar::report
