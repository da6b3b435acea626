// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <hangar/harness/launch/order.hpp>
#include <hangar/harness/run/child_environment.hpp>

namespace hangar::run {
namespace {

constexpr std::array runners_own{
    "GTEST_TOTAL_SHARDS",
    "GTEST_SHARD_INDEX",
    "GTEST_SHARD_STATUS_FILE",
    "TEST_TOTAL_SHARDS",
    "TEST_SHARD_INDEX",
    "TEST_SHARD_STATUS_FILE",
    "GTEST_FILTER",
    "GTEST_OUTPUT",
    "GTEST_REPEAT",
    "GTEST_FAIL_FAST",
    "TESTBRIDGE_TEST_RUNNER_FAIL_FAST",
    "XML_OUTPUT_FILE",
    "TEST_PREMATURE_EXIT_FILE",
    "HANGAR_RUN_ID",
    "HANGAR_TEST",
    "HANGAR_ATTEMPT",
    "HANGAR_DUMP_DIR",
    launch::notes_variable,
    launch::captured_out_variable,
    launch::captured_err_variable,
    "HANGAR_LAUNCH_NOTE",
    "HANGAR_LAUNCH_SERVER",
};

}  // namespace

Variables variables_of(const char* const* environment) {
    Variables variables;
    for (; environment && *environment; ++environment) {
        const std::string_view entry = *environment;
        const auto equals = entry.find('=');
        if (equals == std::string_view::npos || equals == 0) continue;
        variables[std::string(entry.substr(0, equals))] = entry.substr(equals + 1);
    }
    return variables;
}

ChildEnvironment::ChildEnvironment(Variables own, const Variables& shared) {
    for (const char* name : runners_own) own.erase(name);
    for (const auto& [name, value] : shared) own[name] = value;
    for (const auto& [name, value] : own) entries_.push_back(name + '=' + value);
}

bool ChildEnvironment::has(std::string_view name) const noexcept {
    return std::ranges::any_of(entries_, [&](std::string_view entry) {
        return entry.starts_with(name) && entry.substr(name.size()).starts_with('=');
    });
}

ChildEnvironment::Block::Block(const ChildEnvironment& base, std::vector<std::string> more)
    : more_(std::move(more)) {
    pointers_.reserve(base.entries_.size() + more_.size() + 1);
    // exec takes them as they are and writes to none.
    for (const auto& entry : base.entries_) pointers_.push_back(const_cast<char*>(entry.c_str()));
    for (auto& entry : more_) pointers_.push_back(entry.data());
    pointers_.push_back(nullptr);
}

}  // namespace hangar::run
