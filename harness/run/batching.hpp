// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/harness/run/options.hpp>
#include <hangar/harness/run/program.hpp>

namespace hangar::run {

// Puts the tests that share a process together: each alone, those of a suite, those of a program;
// and never two under different rules, nor more than a command line can name.
[[nodiscard]] std::vector<Batch> make_batches(std::vector<Job> jobs, Isolation isolation);

// What tells a program to run these tests and no others, if their names allow it.
[[nodiscard]] std::string filter_for(const std::vector<Job*>& jobs);

// What their processes are told that they run: the test, "Suite.*" or "*".
[[nodiscard]] std::string name_for(const std::vector<Job*>& jobs);

}  // namespace hangar::run
