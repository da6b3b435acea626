// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <hangar/diag/waitgraph/graph.hpp>

namespace hangar::waitgraph {

// The descriptor of a thread that reads from one pipe, FIFO or socket pair (by read or by poll) and
// waits for nothing else, without a time limit; null for any other.
[[nodiscard]] const snapshot::Descriptor* only_source(const Node& node) noexcept;

// The processes that hold the other end of that descriptor's pipe or socket.
[[nodiscard]] std::vector<const snapshot::Process*> writers_of(const Picture& picture,
                                                               const snapshot::Descriptor& fd);

}  // namespace hangar::waitgraph
