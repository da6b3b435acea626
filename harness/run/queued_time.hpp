// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hangar/diag/os/deadline.hpp>
#include <hangar/diag/os/process.hpp>

namespace hangar::run {

// How long a process and its descendants could have run, but had no processor: of each the thread
// that waited longest. Zero where the kernel does not tell. Any thread.
[[nodiscard]] os::Duration queued_time(const os::ProcessId& process);

}  // namespace hangar::run
