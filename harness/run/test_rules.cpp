// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <hangar/harness/run/gtest_filter.hpp>
#include <hangar/harness/run/test_rules.hpp>

namespace hangar::run {
namespace {

struct Field {
    std::string_view name;
    void (*copy)(const TestRules& from, TestRules& to);
};

template <auto member>
void copy(const TestRules& from, TestRules& to) {
    to.*member = from.*member;
}

constexpr std::array fields{
    Field{"timeout", &copy<&TestRules::timeout>},   Field{"slow", &copy<&TestRules::slow>},
    Field{"grace", &copy<&TestRules::grace>},       Field{"leaks", &copy<&TestRules::leaks>},
    Field{"deadlock", &copy<&TestRules::deadlock>}, Field{"retries", &copy<&TestRules::retries>},
    Field{"flaky", &copy<&TestRules::flaky_fails>}, Field{"group", &copy<&TestRules::group>},
    Field{"slots", &copy<&TestRules::slots>},
};

void stretch(os::Duration& duration, double scale) {
    duration = std::chrono::duration_cast<os::Duration>(duration * scale);
}

}  // namespace

bool RuleOverride::knows(std::string_view name) noexcept {
    return std::ranges::find(fields, name, &Field::name) != fields.end();
}

bool RuleOverride::concerns(std::string_view program, std::string_view test) const {
    return (binary.empty() || matches_pattern(binary, program)) &&
           GtestFilter(filter).matches(test);
}

void RuleOverride::apply_to(TestRules& rules) const {
    for (const auto& name : taken_)
        std::ranges::find(fields, name, &Field::name)->copy(values, rules);
}

RuleBook::RuleBook(TestRules all, std::vector<RuleOverride> overrides, double time_scale)
    : all_(std::move(all)), overrides_(std::move(overrides)), time_scale_(time_scale) {}

const TestRules& RuleBook::rules_of(std::string_view program, std::string_view test) {
    std::vector<bool> concerned;
    for (const auto& each : overrides_) concerned.push_back(each.concerns(program, test));
    const auto [entry, fresh] = known_.try_emplace(concerned, all_);
    if (!fresh) return entry->second;
    TestRules& rules = entry->second;
    for (std::size_t i = 0; i < overrides_.size(); ++i)
        if (concerned[i]) overrides_[i].apply_to(rules);
    for (auto* duration : {&rules.timeout, &rules.slow, &rules.grace})
        stretch(*duration, time_scale_);
    return rules;
}

}  // namespace hangar::run
