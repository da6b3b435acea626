// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <hangar/harness/events/event.hpp>
#include <hangar/harness/run/test_rules.hpp>

namespace hangar::run {

// A test that is to run, and the name of its files.
struct PlannedTest {
    events::TestInfo info;
    std::string file_name;
    std::optional<events::Milliseconds> expected{};  // by what earlier runs took
};

// A program and what of it runs. Its path is absolute: tests may change their directory.
struct Program {
    std::string name;       // its file's name, unique in the run
    std::string file_name;  // of its folders
    std::string path;
    std::vector<PlannedTest> tests;
    std::vector<events::TestInfo> disabled;
    std::string no_fork_server;    // why none can bring up its tests; empty: one can
    std::string no_automatic_one;  // why none does unless it is asked for
    bool preloads = false;         // not linked with hangar: one takes a library of ours

    [[nodiscard]] bool is_linked() const noexcept { return !preloads; }
};

// One attempt at one test, and what is to follow if it fails.
struct Job {
    const Program* program = nullptr;
    const PlannedTest* test = nullptr;
    const TestRules* rules = nullptr;
    int attempt = 1;      // counted through all rounds
    int round = 1;        // of --repeat
    int retries = 0;      // that are left
    bool failed = false;  // an earlier attempt of this round

    [[nodiscard]] events::TestRef ref() const { return {program->name, test->info.name, attempt}; }
    // "output/prog/Suite.Name.txt", beneath the run's folder,
    // "output/prog/attempt-2/Suite.Name.txt" for the second attempt. (No test is called
    // "attempt-2": it would have no dot.)
    [[nodiscard]] std::string file(const std::string& folder, const std::string& ending) const {
        const std::string own = attempt > 1 ? "attempt-" + std::to_string(attempt) + '/' : "";
        return folder + '/' + program->file_name + '/' + own + test->file_name + ending;
    }
};

// Tests of one program that share a process, one after the other. Never empty.
using Batch = std::vector<Job>;

}  // namespace hangar::run
