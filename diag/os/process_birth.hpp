// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include <hangar/diag/os/process.hpp>

namespace hangar::os {

// When a process started, by the wall clock as it stands now: good to the kernel's tick (10 ms)
// unless somebody sets the clock. For comparing a process with a file. Any thread.
[[nodiscard]] std::chrono::system_clock::time_point birth_of(const ProcessId& id) noexcept;

}  // namespace hangar::os
