// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// Those of the descriptors that are readable or have come to their end; none at the deadline.
// Any thread. Errors: ENOMEM; EINVAL for too many.
[[nodiscard]] Result<std::vector<int>> wait_any_readable(std::span<const int> fds,
                                                         Deadline deadline);

}  // namespace hangar::os
