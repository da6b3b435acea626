// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <hangar/harness/run/options.hpp>

namespace hangar::cli {

// The valid keys of each axis of the matrix, as lists for --help: from the registries, of which
// there is one each.
struct MatrixKeyLists {
    std::string backends;
    std::string captures;
    std::string transports;
};
[[nodiscard]] MatrixKeyLists matrix_keys();

// What is wrong with the keys that were asked for, naming the valid ones; nothing if all is well.
[[nodiscard]] std::optional<std::string> wrong_matrix_key(const run::Options& options);

}  // namespace hangar::cli
