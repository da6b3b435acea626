// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <hangar/harness/report/merge.hpp>
#include <hangar/harness/report/run_record.hpp>

namespace hangar::report {
namespace {

using events::Stamped;

template <class E>
bool is(const Stamped& happened) {
    return std::holds_alternative<E>(happened.event);
}

bool is_preface(const Stamped& happened) {
    return is<events::TestsListed>(happened) || is<events::ListingFailed>(happened);
}

void relocate(Stamped& happened, const std::string& folder) {
    auto* end = std::get_if<events::TestFinished>(&happened.event);
    if (end == nullptr) return;
    for (auto* path : {&end->output, &end->dump})
        if (*path) *path = folder + '/' + **path;
}

// Each part's own beginning and end go: the whole has one.
std::vector<Stamped> what_happened(std::vector<Journal>& parts) {
    std::vector<Stamped> all;
    for (std::size_t i = 0; i < parts.size(); ++i)
        for (auto& each : parts[i].events) {
            if (is<events::RunStarted>(each) || is<events::RunFinished>(each)) continue;
            relocate(each, folder_of_part(i + 1));
            all.push_back(std::move(each));
        }
    std::ranges::stable_sort(all, {}, &Stamped::at);
    std::ranges::stable_partition(all, is_preface);
    return all;
}

Stamped beginning_of(const std::vector<Journal>& parts) {
    Stamped begun{events::WallTime::max(), events::RunStarted{}};
    for (const auto& part : parts)
        for (const auto& each : part.events) {
            begun.at = std::min(begun.at, each.at);
            auto& run = std::get<events::RunStarted>(begun.event);
            if (is<events::RunStarted>(each) && run.run_id.empty()) begun.event = each.event;
        }
    return begun;
}

constexpr int nothing_ran = 4;

// The graver first: an interruption, trouble, failures.
int graver(int one, int other) {
    if (one == nothing_ran) return other;
    return other == nothing_ran ? one : std::max(one, other);
}

// Of a part that did not come to its end nobody knows what it would have been.
int exit_status_of(const Journal& part) {
    const auto end = std::ranges::find_if(part.events, is<events::RunFinished>);
    return end != part.events.end() ? std::get<events::RunFinished>(end->event).exit_status : 1;
}

int exit_status_of(const std::vector<Journal>& parts) {
    int status = nothing_ran;
    for (const auto& part : parts) status = graver(status, exit_status_of(part));
    return status;
}

Stamped end_of(const std::vector<Stamped>& all, events::WallTime last, int exit_status) {
    RunRecord record;
    for (const auto& each : all) record.on(each);
    const auto counts = record.counts();
    events::RunFinished end;
    end.passed = counts.passed;
    end.failed = counts.failed;
    end.skipped = counts.skipped;
    end.not_run = counts.not_run;
    end.exit_status = counts.failed > 0 ? graver(exit_status, 1) : exit_status;
    end.duration = last - all.front().at;
    return {last, end};
}

events::WallTime last_moment(const std::vector<Journal>& parts) {
    events::WallTime last = events::WallTime::min();
    for (const auto& part : parts)
        for (const auto& each : part.events) last = std::max(last, each.at);
    return last;
}

}  // namespace

std::string folder_of_part(std::size_t number) {
    return "shards/" + std::to_string(number);
}

std::vector<Stamped> merge(std::vector<Journal> parts) {
    std::vector<Stamped> all{beginning_of(parts)};
    if (all.front().at == events::WallTime::max()) return {};  // none holds anything
    const auto last = last_moment(parts);
    const int exit_status = exit_status_of(parts);
    auto happened = what_happened(parts);
    std::ranges::move(happened, std::back_inserter(all));
    all.push_back(end_of(all, last, exit_status));
    return all;
}

}  // namespace hangar::report
