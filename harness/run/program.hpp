// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <hangar/harness/events/event.hpp>

namespace hangar::run {

// A test that is to run, and the name of its files.
struct PlannedTest {
    events::TestInfo info;
    std::string file_name;
};

// A program and what of it runs. Its path is absolute: tests may change their directory.
struct Program {
    std::string name;       // its file's name, unique in the run
    std::string file_name;  // of its folders
    std::string path;
    std::vector<PlannedTest> tests;
    std::vector<events::TestInfo> disabled;
};

// One attempt at one test.
struct Job {
    const Program* program = nullptr;
    const PlannedTest* test = nullptr;
    int attempt = 1;

    [[nodiscard]] events::TestRef ref() const { return {program->name, test->info.name, attempt}; }
    // "output/prog/Suite.Name.txt", beneath the run's folder
    [[nodiscard]] std::string file(const std::string& folder, const std::string& ending) const {
        return folder + '/' + program->file_name + '/' + test->file_name + ending;
    }
};

}  // namespace hangar::run
