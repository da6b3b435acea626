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

Stamped end_of(const std::vector<Stamped>& all, events::WallTime last) {
    RunRecord record;
    for (const auto& each : all) record.on(each);
    const auto counts = record.counts();
    events::RunFinished end;
    end.passed = counts.passed;
    end.failed = counts.failed;
    end.skipped = counts.skipped;
    end.not_run = counts.not_run;
    end.exit_status = counts.failed > 0 ? 1 : 0;
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
    auto happened = what_happened(parts);
    std::ranges::move(happened, std::back_inserter(all));
    all.push_back(end_of(all, last));
    return all;
}

}  // namespace hangar::report
