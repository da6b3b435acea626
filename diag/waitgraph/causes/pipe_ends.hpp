// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <hangar/diag/waitgraph/graph.hpp>

namespace hangar::waitgraph {

// The descriptors of a thread that reads from one pipe, FIFO or socket, or polls several, and waits
// for nothing else, without a time limit; none for any other.
[[nodiscard]] std::vector<const snapshot::Descriptor*> only_sources(const Node& node);

// The processes that hold the other end of that descriptor's pipe or socket; resp. of any of them.
[[nodiscard]] std::vector<const snapshot::Process*> writers_of(const Picture& picture,
                                                               const snapshot::Descriptor& fd);
[[nodiscard]] std::vector<const snapshot::Process*> writers_of(
    const Picture& picture, const std::vector<const snapshot::Descriptor*>& fds);

}  // namespace hangar::waitgraph
