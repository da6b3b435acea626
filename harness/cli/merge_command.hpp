// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <hangar/harness/run/run.hpp>

namespace hangar::cli {

struct MergeCommand {
    std::vector<std::string> folders;
    std::string out = "hangar-out";
};

// `hangar merge DIR...`: one run made of those in the folders, with its journal, its reports and
// a copy of their output and dumps, in a folder of its own; an older run there is set aside.
// Gives the exit status: 0, 2 (no journal in one of them, a folder named twice) or 3.
[[nodiscard]] int merge_runs(const MergeCommand& command, const run::Host& host);

}  // namespace hangar::cli
