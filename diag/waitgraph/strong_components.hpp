// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace hangar::waitgraph {

// The strongly connected components of a graph given by its successors; each in any order, and
// before those that lead to it. Takes no stack for deep graphs. Pure.
[[nodiscard]] std::vector<std::vector<std::size_t>> strong_components(
    const std::vector<std::vector<std::size_t>>& links);

}  // namespace hangar::waitgraph
