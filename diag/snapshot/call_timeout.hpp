// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include <hangar/diag/os/proc_syscall.hpp>
#include <hangar/diag/snapshot/target_memory.hpp>

namespace hangar::snapshot {

// How long a blocked system call may wait at most, by its own arguments; empty: for ever.
// A limit that stands there but cannot be read counts as one of no time.
[[nodiscard]] std::optional<std::chrono::milliseconds> call_timeout(const os::ProcSyscall& call,
                                                                    const TargetMemory& memory);

}  // namespace hangar::snapshot
