// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// What a process's memory costs, in bytes, from /proc/PID/smaps_rollup. A value.
struct MemoryUse {
    std::uint64_t resident = 0;
    std::uint64_t proportional = 0;  // shared pages divided among those that map them
    std::uint64_t private_clean = 0;
    std::uint64_t private_dirty = 0;
    // What would be free if this process alone ended.
    [[nodiscard]] std::uint64_t private_bytes() const noexcept {
        return private_clean + private_dirty;
    }
    friend bool operator==(const MemoryUse&, const MemoryUse&) = default;
};

// Empty unless all of the figures are there; any bytes may come.
[[nodiscard]] std::optional<MemoryUse> parse_smaps_rollup(std::string_view text);
// Any thread. Walks the page tables: milliseconds for a large process. Errors: ProcDir's; EBADMSG.
[[nodiscard]] Result<MemoryUse> read_memory_use(const ProcDir& dir);

}  // namespace hangar::os
