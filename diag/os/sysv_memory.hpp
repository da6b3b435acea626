// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// A System V shared memory segment of our IPC namespace. A value. Source: shmctl(2).
struct SysvSegment {
    int id = 0;
    int key = 0;
    uid_t owner = 0;
    uid_t creator = 0;
    std::uint64_t size = 0;      // bytes
    std::uint64_t attached = 0;  // how many mappings of it there are, in every process
    pid_t made_by = 0;           // may be long gone, and its number another's
    pid_t last_used_by = 0;      // attached or detached it
    std::int64_t changed = 0;    // made, or its owner changed: seconds since the epoch
    friend bool operator==(const SysvSegment&, const SysvSegment&) = default;
};

// Any thread. Errors: ENOSYS (a kernel without them).
[[nodiscard]] Result<std::vector<SysvSegment>> list_sysv_segments();
// It is gone once nobody has it attached. Errors: EINVAL (gone already), EPERM.
[[nodiscard]] Status remove_sysv_segment(int id);

}  // namespace hangar::os
