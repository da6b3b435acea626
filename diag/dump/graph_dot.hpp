// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/dump/relevant_graph.hpp>

namespace hangar::dump {

// The graph in Graphviz's language. Pure.
[[nodiscard]] std::string to_dot(const RelevantGraph& graph);

}  // namespace hangar::dump
