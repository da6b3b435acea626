// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <filesystem>

#include <hangar/diag/os/proc_text.hpp>
#include <hangar/harness/run/file_names.hpp>
#include <hangar/harness/run/gtest_filter.hpp>
#include <hangar/harness/run/plan.hpp>

namespace hangar::run {
namespace {

std::string value_of(const Variables& environment, std::string_view name) {
    const auto found = environment.find(name);
    return found != environment.end() ? found->second : std::string();
}

// As GoogleTest reads a boolean: the flag alone is true, and so is what begins with none of 0 f F.
bool is_true(std::string_view value) {
    return value.empty() || std::string_view("0fF").find(value.front()) == std::string_view::npos;
}

bool disabled_asked_for(const Options& options, const Variables& environment) {
    constexpr std::string_view flag = "gtest_also_run_disabled_tests";
    const std::string variable = value_of(environment, "GTEST_ALSO_RUN_DISABLED_TESTS");
    bool asked = !variable.empty() && variable != "0";
    for (std::string_view argument : options.arguments) {
        const auto name = argument.find_first_not_of('-');
        if (name == std::string_view::npos || name == 0 || name > 2) continue;
        argument.remove_prefix(name);
        const std::string_view given = os::cut(argument, '=');
        if (given == flag) asked = is_true(argument);
    }
    return asked;
}

}  // namespace

os::Result<Shard> shard_of(const Variables& environment) {
    const std::string total = value_of(environment, "GTEST_TOTAL_SHARDS");
    const std::string index = value_of(environment, "GTEST_SHARD_INDEX");
    Shard shard;
    shard.status_file = value_of(environment, "GTEST_SHARD_STATUS_FILE");
    if (total.empty() && index.empty()) return shard;
    const auto total_number = os::parse_number<std::size_t>(total);
    const auto index_number = os::parse_number<std::size_t>(index);
    if (!total_number || !index_number || *index_number >= *total_number)
        return os::error(EINVAL, "read GTEST_TOTAL_SHARDS=" + total, "GTEST_SHARD_INDEX=" + index);
    shard.total = *total_number;
    shard.index = *index_number;
    return shard;
}

std::vector<Program> name_programs(const std::vector<std::string>& paths) {
    std::vector<Program> programs;
    FileNames names;
    for (const auto& path : paths) {
        const std::filesystem::path given(path);
        auto& program = programs.emplace_back();
        program.name = names.unique(given.filename().string());
        program.file_name = program.name;
        program.path = std::filesystem::absolute(given).lexically_normal().string();
    }
    return programs;
}

Selector::Selector(const Options& options, const Variables& environment, Shard shard,
                   const FailedBefore* earlier)
    : filter_(options.filter),
      disabled_too_(disabled_asked_for(options, environment)),
      shard_(std::move(shard)),
      earlier_(earlier) {}

void Selector::select(const TestList& list, Program& program) {
    const GtestFilter filter(filter_);
    FileNames names;
    program.no_fork_server = list.no_fork_server;
    program.no_automatic_one = list.no_automatic_one;
    program.preloads = list.preloads;
    for (const auto& info : list.tests) {
        const std::string file_name = names.unique(info.name);
        if (!filter.matches(info.name)) continue;
        if (earlier_ && !earlier_->contains(program.path, info.name)) continue;
        const bool disabled = !disabled_too_ && is_disabled(info.name);
        if (!disabled && seen_++ % shard_.total != shard_.index) continue;
        if (disabled)
            program.disabled.push_back(info);
        else
            program.tests.push_back({info, file_name});
    }
}

}  // namespace hangar::run
