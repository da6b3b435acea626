// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <hangar/diag/os/result.hpp>
#include <hangar/harness/run/child_environment.hpp>
#include <hangar/harness/run/options.hpp>
#include <hangar/harness/run/program.hpp>
#include <hangar/harness/run/rerun.hpp>
#include <hangar/harness/run/test_list.hpp>

namespace hangar::run {

// This machine's share of the tests, as GoogleTest's own variables say: every total-th test.
struct Shard {
    std::size_t index = 0;
    std::size_t total = 1;
    std::string status_file;  // to be created, to say that sharding is understood
};

// Errors: EINVAL for numbers that are none, or an index that is not below the total.
[[nodiscard]] os::Result<Shard> shard_of(const Variables& environment);

// Makes a program of each path: a short name and a folder's name, unique in the run, and the
// absolute path.
[[nodiscard]] std::vector<Program> name_programs(const std::vector<std::string>& paths);

// Chooses what of a program's list runs, in its order; every test's files have a name that does
// not depend on the choice.
class Selector {
  public:
    // `earlier`: only what did not pass there; null: everything. Borrowed.
    Selector(const Options& options, const Variables& environment, Shard shard,
             const FailedBefore* earlier = nullptr);
    void select(const TestList& list, Program& program);

  private:
    std::string filter_;
    bool disabled_too_;
    Shard shard_;
    const FailedBefore* earlier_;
    std::size_t seen_ = 0;  // selected so far, in all programs: what the shards share out
};

}  // namespace hangar::run
