// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <vector>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Every process of our pid namespace, in ascending order. Any thread. Errors: EMFILE and so on.
[[nodiscard]] Result<std::vector<pid_t>> all_processes();

}  // namespace hangar::os
