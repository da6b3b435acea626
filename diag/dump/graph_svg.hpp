// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <hangar/diag/dump/relevant_graph.hpp>

namespace hangar::dump {

// The graph as a drawing of its own, which needs no other program: boxes in layers, an arrow from
// who waits to who is waited for, red where it closes a circle. Pure.
[[nodiscard]] std::string to_svg(const RelevantGraph& graph);

}  // namespace hangar::dump
