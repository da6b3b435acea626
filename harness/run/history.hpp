// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include <hangar/diag/os/result.hpp>
#include <hangar/harness/report/run_record.hpp>
#include <hangar/harness/run/child_environment.hpp>
#include <hangar/harness/run/program.hpp>

namespace hangar::run {

// How long tests took in earlier runs, and how often they failed or flaked: an SQLite file in the
// user's cache. It is a cache: one that is lost, damaged or of another version is made anew, and
// what was there kept as FILE.damaged; one that cannot be used is done without. Each call opens it
// and closes it again. Any thread.
class History {
  public:
    // `path`: the file; empty: nothing is remembered.
    explicit History(std::string path) : path_(std::move(path)) {}

    // Fills in what the tests are expected to take, where that is known: by what they took in this
    // program, or else in one of the same name elsewhere.
    void expect(std::vector<Program>& programs) const;
    // Errors: why it could not be kept.
    [[nodiscard]] os::Status remember(const report::RunRecord& run) const;

  private:
    std::string path_;
};

// hangar/history.sqlite in $XDG_CACHE_HOME or ~/.cache; empty where there is neither.
[[nodiscard]] std::string history_in_cache(const Variables& environment);

}  // namespace hangar::run
