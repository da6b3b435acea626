// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/dump/relevant_graph.hpp>

namespace hangar::dump {

// The graph as an indented tree: who waits for what, and beneath it who could end that. A node that
// was shown before is only named. Pure.
[[nodiscard]] std::string tree_text(const RelevantGraph& graph);

}  // namespace hangar::dump
