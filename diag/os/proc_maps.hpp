// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <hangar/diag/os/proc_dir.hpp>
#include <hangar/diag/os/result.hpp>

namespace hangar::os {

// One line of /proc/PID/maps. A value; any thread. Source: proc(5).
struct ProcMap {
    std::uint64_t start = 0;
    std::uint64_t end = 0;  // exclusive
    std::uint64_t offset = 0;
    std::uint64_t inode = 0;  // 0: no file
    std::uint32_t device_major = 0;
    std::uint32_t device_minor = 0;
    bool readable = false;
    bool writable = false;
    bool executable = false;
    bool shared = false;
    bool deleted = false;  // the file is no longer at its path
    // The file's path in the process's mount namespace, without " (deleted)"; "[vdso]", "[stack]"
    // and so on for the kernel's own; empty for anonymous memory.
    std::string path;

    [[nodiscard]] bool contains(std::uint64_t address) const noexcept {
        return address >= start && address < end;
    }
    friend bool operator==(const ProcMap&, const ProcMap&) = default;
};

// Empty if `line` is no such line; any bytes may come.
[[nodiscard]] std::optional<ProcMap> parse_map(std::string_view line);
// Lines that are none are left out.
[[nodiscard]] std::vector<ProcMap> parse_maps(std::string_view text);
// In ascending order of addresses. `process` may be a thread's directory: a process whose leader
// has ended shows its maps there only.
// Errors: ProcDir's.
[[nodiscard]] Result<std::vector<ProcMap>> read_maps(const ProcDir& process);

// The mapping that holds `address`, null if there is none. Requires: ascending order.
[[nodiscard]] const ProcMap* find_map(const std::vector<ProcMap>& maps,
                                      std::uint64_t address) noexcept;

}  // namespace hangar::os
