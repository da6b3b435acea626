// SPDX-License-Identifier: Apache-2.0
#include <hangar/harness/cli/matrix_keys.hpp>
#include <hangar/harness/gtest/selection.hpp>

namespace hangar::cli {

MatrixKeyLists matrix_keys() {
    const MatrixKeys& keys = built_in_keys();
    return {join_list(keys.backend_keys()), join_list(MatrixKeys::capture_keys()),
            join_list(keys.transports)};
}

std::optional<std::string> wrong_matrix_key(const run::Options& options) {
    const SelectionRequest request{options.spawn_backends, options.captures, options.transports};
    const auto selection = Selection::from(request, built_in_keys());
    if (selection) return std::nullopt;
    return selection.error().message;
}

}  // namespace hangar::cli
