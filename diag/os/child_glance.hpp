// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

enum class ChildGlance {
    none,     // this process has no child
    running,  // it has, and none of them waits to be collected
    ended,    // some child has ended and was not collected
};

// One system call, whatever else runs on the machine, and nothing is collected. Children cloned
// with another exit signal than SIGCHLD (helpers) are not seen. Any thread.
[[nodiscard]] Result<ChildGlance> glance_at_children();

}  // namespace hangar::os
