// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// A deadline for this process that the kernel keeps: once armed it is killed when the time is over,
// whatever its threads are doing by then. For an orphan that is told to go and may be wedged.
// One per process; not inherited by fork.

// Makes the timer, so that arming cannot fail. Errors: EAGAIN.
[[nodiscard]] Status prepare_self_kill();
// Idempotent: the first deadline stays. Nothing without prepare_self_kill.
void arm_self_kill(std::chrono::seconds grace) noexcept;  // async-signal-safe

}  // namespace hangar::os
