// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <hangar/backends/supervise/exit_history.hpp>
#include <utility>

namespace hangar::supervise {
namespace {

std::vector<std::exception_ptr> errors_of(const std::vector<ChildExit>& exits) {
    std::vector<std::exception_ptr> errors;
    for (const ChildExit& exit : exits) {
        const std::string what = "child " + exit.child + " ended in order";
        errors.push_back(exit.error ? exit.error : std::make_exception_ptr(EndedInOrder(what)));
    }
    return errors;
}

// "db 3 x (lost), log 1 x (full)": each child's ways to end, in the order of their first time.
std::string tally(const std::vector<ChildExit>& exits) {
    std::vector<std::pair<std::pair<std::string, std::string>, int>> ways;
    for (const ChildExit& exit : exits) {
        std::pair way{exit.child, exit.how()};
        const auto known =
            std::ranges::find_if(ways, [&](const auto& each) { return each.first == way; });
        if (known != ways.end()) {
            ++known->second;
        } else {
            ways.emplace_back(std::move(way), 1);
        }
    }
    std::string text;
    for (const auto& [way, times] : ways)
        text +=
            fmt::format("{}{} {} x ({})", text.empty() ? "" : ", ", way.first, times, way.second);
    return text;
}

}  // namespace

std::string ChildExit::how() const {
    return error ? runtime::describe(error) : "ended in order";
}

RestartsExceeded::RestartsExceeded(std::vector<ChildExit> exits, const Intensity& allowed)
    : ErrorGroup(errors_of(exits)), exits_(std::move(exits)) {
    const double period = std::chrono::duration<double>(allowed.period).count();
    what_ = fmt::format("child {} is not started again: more than {} restarts in {:g} s: {}",
                        child(), allowed.restarts, period, tally(exits_));
}

std::size_t RestartsExceeded::count(const std::string& child) const noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(exits_, [&](const ChildExit& exit) { return exit.child == child; }));
}

void ExitHistory::note(ChildExit exit) {
    const os::TimePoint oldest = exit.at - allowed_.period;
    std::erase_if(exits_, [&](const ChildExit& each) { return each.at < oldest; });
    exits_.push_back(std::move(exit));
    if (exits_.size() > allowed_.restarts) throw RestartsExceeded(exits_, allowed_);
}

}  // namespace hangar::supervise
