// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/snapshot/frame.hpp>

namespace hangar::waitgraph {

// Whether a frame is one of those through which a program waits (the C library's, the C++
// library's), not the program's own: by its module, and in a static program by its name. One
// without a name counts as such. Pure.
[[nodiscard]] bool is_plumbing(const snapshot::Frame& frame);

}  // namespace hangar::waitgraph
