// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <time.h>

#include <chrono>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// What one of the kernel's clocks says, since its own beginning: for comparing with an instant that
// another program gave to the kernel. Our own waits use Deadline. Any thread.
// Errors: EINVAL for a clock that is not known.
[[nodiscard]] Result<std::chrono::nanoseconds> read_clock(clockid_t clock);

}  // namespace hangar::os
