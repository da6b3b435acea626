// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <hangar/diag/dump/relevant_graph.hpp>

namespace hangar::dump {

// Where the boxes of a drawing are. Units: pixels. A value.
struct GraphLayout {
    struct Box {
        double x = 0;  // of its left upper corner
        double y = 0;
        double width = 0;
        double height = 0;
        [[nodiscard]] double middle() const noexcept { return x + width / 2; }
        [[nodiscard]] double bottom() const noexcept { return y + height; }
    };
    std::vector<Box> boxes;  // of the nodes, in their order
    double width = 0;
    double height = 0;
};

inline constexpr double character_width = 7.3;  // of the 12 pixel monospace that is drawn
inline constexpr double line_height = 16;

// In layers: each node below all that wait for it, as far as they are no circle; the nodes of a
// layer side by side in the order in which they are waited for. Pure.
[[nodiscard]] GraphLayout layout_of(const RelevantGraph& graph);

}  // namespace hangar::dump
