// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/tasks/tree.hpp>

namespace hangar::actor {

// The tasks of all loops of this process and of every actor below them. Loops are asked, on every
// backend; what does not answer in time (GatherLimits) is read from outside, and says so. With no
// loop at all a note says so. Blocks for 1.2 s or so at most. Any thread but a loop's; throws
// std::bad_alloc at most.
[[nodiscard]] tasks::TaskTree gather_tasks();

}  // namespace hangar::actor
