// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <vector>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// All processes that we can see but the kernel's own threads, in ascending order: what may have
// something open. A kernel thread is left out where it is certain to be one: a child of kthreadd
// that runs no program (what the kernel itself starts, as for a core file, is its child as well).
// Where we may not ask, and in another pid namespace, none is left out. Any thread.
// Errors: /proc cannot be listed.
[[nodiscard]] Result<std::vector<pid_t>> user_processes();

}  // namespace hangar::os
